using System.Globalization;
using BatteryCrm.Data;
using BatteryCrm.Web.Health;
using BatteryCrm.Web.Security;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace BatteryCrm.Web.Outbound;

/// <summary>Whether answers leave: channels that their platform refuses, and answers that are due but wait. The node can work all the same, so no more than degraded.</summary>
public sealed class DeliveryHealth : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly CrmDataSources sources;
    private readonly TimeProvider time;
    private int faults;
    private double waitedSeconds;

    public DeliveryHealth(CrmDataSources sources, TimeProvider time)
    {
        (this.sources, this.time) = (sources, time);
        Telemetry.Meter.CreateObservableGauge("batterycrm.channels.faulty", () => Volatile.Read(ref faults), description: "Active channels that cannot send.");
        Telemetry.Meter.CreateObservableGauge("batterycrm.outbox.age", () => Volatile.Read(ref waitedSeconds), "s", "How long the oldest due answer has waited.");
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            // Plain SQL: readiness is asked from the first moment on, and EF is not ready by then. Only what OutboundQueue would claim can be late.
            await using var command = sources.Worker.CreateCommand("""
                select (select count(*) from channels where is_active and fault is not null)::int,
                       (select coalesce(extract(epoch from $1 - min(o.not_before)), 0)
                        from outbound_messages o join channels c on c.id = o.channel_id join tenants t on t.id = c.tenant_id
                        where o.state = 'queued' and o.not_before < $1 and c.is_active and c.fault is null and t.is_active and not t.suspend)::float8
                """);
            command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = time.GetUtcNow() });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            Volatile.Write(ref faults, reader.GetInt32(0));
            Volatile.Write(ref waitedSeconds, reader.GetDouble(1));
        }
        catch (Exception e) when (DatabaseAway.IsOrRefuses(e) || e is OperationCanceledException)
        {
            // The database's own check says it better.
            return HealthCheckResult.Degraded("Not known: the database does not answer.");
        }

        var data = new Dictionary<string, object>(StringComparer.Ordinal) { ["faulty_channels"] = faults, ["oldest_answer_seconds"] = Math.Round(waitedSeconds) };
        var problems = new List<string>(2);
        if (faults > 0) problems.Add($"{faults.ToString(CultureInfo.InvariantCulture)} channels cannot send.");
        if (waitedSeconds > Patience.TotalSeconds) problems.Add("Answers wait longer than a minute.");
        return problems.Count == 0 ? HealthCheckResult.Healthy(data: data) : HealthCheckResult.Degraded(string.Join(' ', problems), data: data);
    }
}
