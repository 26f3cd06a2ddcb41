using BatteryCrm.Data;
using BatteryCrm.Web.Bulk;
using Npgsql;

namespace BatteryCrm.Web.People.Import;

/// <summary>Imports: read, written, taken back, forgotten.</summary>
internal sealed class ImportWorker(CrmDataSources sources, IServiceProvider services, TimeProvider clock, ILogger<ImportWorker> log) : StepWorker<ImportSteps>(services, clock, log)
{
    private readonly TimeProvider clock = clock;

    protected override NpgsqlCommand Waiting()
    {
        var command = sources.Worker.CreateCommand("""
            select id, tenant_id from client_imports
            where state in ('reading','running','undoing') or (state = 'dropped' and file_id is not null) or (state in ('columns','ready') and created_at < $1) order by created_at limit 20
            """);
        command.Parameters.AddWithValue(clock.GetUtcNow() - ImportSteps.Patience);
        return command;
    }

    protected override Task<bool> StepAsync(ImportSteps steps, Guid id, CancellationToken cancellation) => steps.StepAsync(id, cancellation);
}
