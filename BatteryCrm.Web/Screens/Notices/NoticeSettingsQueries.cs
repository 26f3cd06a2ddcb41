using BatteryCrm.Data;
using BatteryCrm.Data.Live;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Notices;

/// <summary>What the operator has chosen to hear of; never anybody else's.</summary>
public sealed class NoticeSettingsQueries(IDbContextFactory<CrmDb> factory, CurrentOperator current, TimeProvider time)
{
    /// <summary>One statement, by the primary key.</summary>
    public async Task<NoticeSettings> ReadAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var row = await db.OperatorNotificationSettings.AsNoTracking().SingleOrDefaultAsync(s => s.OperatorId == current.Id, cancellation);
        return row is null ? NoticeSettings.Default : new NoticeSettings(
            new(row.MineSound, row.MineBrowser), new(row.UnassignedSound, row.UnassignedBrowser), new(row.BellSound, row.BellBrowser),
            row is { QuietFrom: { } from, QuietUntil: { } until } ? new QuietHours(from, until) : null);
    }

    /// <summary>Keeps them and tells all consoles of the operator, in one statement.</summary>
    public async Task SaveAsync(NoticeSettings settings, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var now = time.GetUtcNow();
        await db.Database.ExecuteSqlAsync(
            $"""
            with kept as (
                insert into operator_notification_settings
                    (operator_id, tenant_id, mine_sound, mine_browser, unassigned_sound, unassigned_browser, bell_sound, bell_browser, quiet_from, quiet_until, updated_at)
                values ({current.Id}, {db.TenantId}, {settings.Mine.Sound}, {settings.Mine.Browser}, {settings.Unassigned.Sound}, {settings.Unassigned.Browser},
                    {settings.Bell.Sound}, {settings.Bell.Browser}, {settings.Quiet?.From}, {settings.Quiet?.Until}, {now})
                on conflict (operator_id) do update set
                    mine_sound = excluded.mine_sound, mine_browser = excluded.mine_browser, unassigned_sound = excluded.unassigned_sound, unassigned_browser = excluded.unassigned_browser,
                    bell_sound = excluded.bell_sound, bell_browser = excluded.bell_browser, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, updated_at = excluded.updated_at
                returning tenant_id, operator_id)
            insert into live_events (tenant_id, kind, subject_id, created_at) select tenant_id, {LiveKinds.NoticeSettingsChanged}, operator_id, {now} from kept
            """,
            cancellation);
    }
}
