using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Reminders;
using Npgsql;

namespace BatteryCrm.Tests.Data.Plans;

/// <summary>What every node asks again and again reads no big table through, over 20,000 appeals.</summary>
public sealed class RoundPlansTests(SeededDatabase seeded) : IClassFixture<SeededDatabase>
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Releaser_WhatPeopleHoldWhoHaveLeft_IsReadByHolder()
    {
        await seeded.Database.ExecuteAsync("""
            insert into operator_attendance (operator_id, tenant_id, seen_at) select id, tenant_id, now() - interval '1 hour' from operators where tenant_id is not null on conflict do nothing;
            analyze operator_attendance
            """);
        PlansTests.AssertWalks(await PlanAsync(Releaser.Sql, Now, Releaser.Most, OperatorAttendance.Silence), "ix_appeal_activity_holder");
    }

    [Fact]
    public async Task Waker_WhatIsDue_IsReadByItsTime() => PlansTests.AssertWalks(await PlanAsync(SnoozeWaker.Sql, Now, 500), "ix_appeal_activity_snoozed");

    [Fact]
    public async Task Escalator_WhoWaits_IsReadByWaiting() => PlansTests.AssertWalks(await PlanAsync(Escalator.Sql, Now, 500), "ix_appeal_activity_waiting");

    [Fact]
    public async Task Assigner_WhoWaits_IsReadByWaiting() => PlansTests.AssertWalks(await PlanAsync(Assigner.GiveSql, seeded.Tenant, Now, OperatorAttendance.Silence, Assigner.Most), "ix_appeal_activity_waiting");

    [Fact]
    public async Task AutoReplier_WhatWasWrittenSince_IsReadByItsTime()
    {
        await seeded.Database.ExecuteAsync($$"""
            insert into tenant_configs (id, tenant_id, key, value) values (gen_random_uuid(), '{{seeded.Tenant}}', 'auto_reply', '{}') on conflict do nothing; analyze tenant_configs
            """);
        PlansTests.AssertWalks(await PlanAsync(AutoReplier.WordsSql, Now.AddSeconds(-33), Now.AddMinutes(-10)), "ix_appeal_activity_recent");
    }

    private async Task<string> PlanAsync(string sql, params object[] values)
    {
        await using var command = seeded.Database.Sources.Worker.CreateCommand("explain " + sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }
}
