using BatteryCrm.Data;

namespace BatteryCrm.Web.Live.Presence;

/// <summary>Sends what the node's consoles say of their operators to all nodes, this one included: there is one way to hear of anybody.</summary>
internal sealed class PresenceSender(PresenceDesk desk, CrmDataSources sources, ILogger<PresenceSender> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isLost = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            var payloads = await desk.TakeAsync(stoppingToken);
            try
            {
                // A NOTIFY commits, and a commit waits for the disk: nothing here is worth that.
                await using var command = sources.Worker.CreateCommand("""
                    with quick as materialized (select set_config('synchronous_commit', 'off', true))
                    select pg_notify($1, payload) from quick, unnest($2) as payload
                    """);
                command.Parameters.Add(new() { Value = PresencePayload.Channel });
                command.Parameters.Add(new() { Value = payloads.ToArray() });
                await command.ExecuteNonQueryAsync(stoppingToken);
                isLost = false;
            }
#pragma warning disable CA1031 // whatever hinders it, the consoles repeat what they say and the node goes on
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (!isLost) LiveLog.PresenceNotSent(log, e.GetType().Name);
                isLost = true;
            }
#pragma warning restore CA1031
        }
    }
}
