using System.Globalization;
using BatteryCrm.Data;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Health;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BatteryCrm.Web.Outbound;

/// <summary>Whether answers leave: channels that their platform refuses, and answers that are due but wait. The node can work all the same, so no more than degraded.</summary>
public sealed class DeliveryHealth : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly IDbContextFactory<WorkerDb> factory;
    private readonly TimeProvider time;
    private int faults;
    private double waitedSeconds;

    public DeliveryHealth(IDbContextFactory<WorkerDb> factory, TimeProvider time)
    {
        (this.factory, this.time) = (factory, time);
        Telemetry.Meter.CreateObservableGauge("batterycrm.channels.faulty", () => Volatile.Read(ref faults), description: "Active channels that cannot send.");
        Telemetry.Meter.CreateObservableGauge("batterycrm.outbox.age", () => Volatile.Read(ref waitedSeconds), "s", "How long the oldest due answer has waited.");
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        try
        {
            await using var db = await factory.CreateDbContextAsync(cancellationToken);
            Volatile.Write(ref faults, await db.Channels.CountAsync(c => c.IsActive && c.Fault != null, cancellationToken));
            var oldest = await db.OutboundMessages.Where(o => o.State == OutboundStates.Queued && o.NotBefore < now).MinAsync(o => (DateTimeOffset?)o.NotBefore, cancellationToken);
            Volatile.Write(ref waitedSeconds, oldest is { } due ? (now - due).TotalSeconds : 0);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException or OperationCanceledException)
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
