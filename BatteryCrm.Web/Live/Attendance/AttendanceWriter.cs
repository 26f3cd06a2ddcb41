using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;
using Npgsql;

namespace BatteryCrm.Web.Live.Attendance;

/// <summary>Writes down who has the console open, and how many pages of each tenant: as somebody comes or goes, and once a minute for all of the node in one statement each.</summary>
internal sealed class AttendanceWriter(AttendanceBook book, CrmDataSources sources, TimeProvider clock, ILogger<AttendanceWriter> log) : BackgroundService
{
    // Soon, as people count as gone when the database was away for long and is back.
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    // In the order of their ids, as another node may write the same people. A sign that comes late takes nothing back.
    private const string Sql = """
        insert into operator_attendance as a (operator_id, tenant_id, seen_at, left_at)
        select o.id, o.tenant_id, s.at, case when not s.is_here then s.at end
        from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::bool[]) as s (tenant_id, operator_id, at, is_here)
        join operators o on o.tenant_id = s.tenant_id and o.id = s.operator_id
        order by o.id
        on conflict (operator_id) do update set seen_at = excluded.seen_at, left_at = excluded.left_at where a.seen_at <= excluded.seen_at
        """;

    private const string PagesSql = """
        insert into node_pages as n (tenant_id, node_id, pages, seen_at) select t.id, $2, s.pages, $3 from unnest($1::uuid[], $4::int[]) as s (tenant_id, pages) join tenants t on t.id = s.tenant_id
        on conflict (tenant_id, node_id) do update set pages = excluded.pages, seen_at = excluded.seen_at
        """;

    private const string ForgetSql = "delete from node_pages where seen_at < $1";

    /// <summary>This node, as others see it.</summary>
    public Guid NodeId { get; } = Ids.New();

    public async Task WriteAsync(bool everybody, CancellationToken cancellation)
    {
        await WritePagesAsync(everybody, cancellation);
        var signs = book.Signs(everybody);
        if (signs.Count == 0) return;
        await using var command = sources.Worker.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter { Value = signs.Select(s => s.TenantId).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = signs.Select(s => s.OperatorId).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = signs.Select(s => s.At).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = signs.Select(s => s.IsHere).ToArray() });
        await command.ExecuteNonQueryAsync(cancellation);
        book.Written(signs);
    }

    private async Task WritePagesAsync(bool everybody, CancellationToken cancellation)
    {
        var counts = book.Counts(everybody);
        if (counts.Count == 0) return;
        await using var command = sources.Worker.CreateCommand(PagesSql);
        command.Parameters.Add(new NpgsqlParameter { Value = counts.Select(c => c.Tenant).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = NodeId });
        command.Parameters.Add(new NpgsqlParameter { Value = clock.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter { Value = counts.Select(c => c.Pages).ToArray() });
        await command.ExecuteNonQueryAsync(cancellation);
        book.Written(counts);
        if (!everybody) return;
        await using var forget = sources.Worker.CreateCommand(ForgetSql);
        forget.Parameters.Add(new NpgsqlParameter { Value = clock.GetUtcNow() - OperatorAttendance.Silence });
        await forget.ExecuteNonQueryAsync(cancellation);
    }

    /// <summary>A node that ends in order gives its pages' places back at once; they would refuse those who come back to the next one.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await using var gone = sources.Worker.CreateCommand("delete from node_pages where node_id = $1");
            gone.Parameters.Add(new NpgsqlParameter { Value = NodeId });
            await gone.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception e) when (DatabaseAway.IsOrRefuses(e) || e is OperationCanceledException)
        {
            // They are forgotten after a while.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var beat = clock.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = beat + OperatorAttendance.Beat - clock.GetUtcNow();
            await book.WaitAsync(next > TimeSpan.Zero ? next : TimeSpan.Zero, stoppingToken);
            try
            {
                var now = clock.GetUtcNow();
                var isBeat = now >= beat + OperatorAttendance.Beat;
                await WriteAsync(isBeat, stoppingToken);
                if (isBeat) beat = now;
            }
#pragma warning disable CA1031 // whatever hinders one sign, it is given again soon
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LiveLog.AttendanceNotWritten(log, e.GetType().Name);
                await Task.Delay(Again, clock, stoppingToken);
            }
#pragma warning restore CA1031
        }
    }
}
