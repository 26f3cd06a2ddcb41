using BatteryCrm.Data;
using Npgsql;

namespace BatteryCrm.Web.Bulk;

/// <summary>One deed on many appeals.</summary>
internal sealed class BulkWorker(CrmDataSources sources, IServiceProvider services, TimeProvider clock, ILogger<BulkWorker> log) : StepWorker<BulkSteps>(services, clock, log)
{
    protected override NpgsqlCommand Waiting() => sources.Worker.CreateCommand("select id, tenant_id from bulk_jobs where state in ('running','undoing') order by created_at limit 20");

    protected override Task<bool> StepAsync(BulkSteps steps, Guid id, CancellationToken cancellation) => steps.StepAsync(id, cancellation);
}
