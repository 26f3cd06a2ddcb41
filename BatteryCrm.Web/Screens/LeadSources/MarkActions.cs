using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.LeadSources;

/// <summary>What an admin decides of marks that matched nothing: a source is made of them and applied backwards, or they are listed no more. Each in one transaction, with a way back.</summary>
public sealed class MarkActions(IDbContextFactory<CrmDb> factory, CurrentOperator current, TimeProvider time)
{
    /// <summary>Characters.</summary>
    public const int LongestName = 200;

    private static readonly string[] Columns = ["lead_source_id", "sales_channel_id"];

    /// <returns>Null when the wish says nothing that could match.</returns>
    public async Task<MarkPreview?> PreviewAsync(SourceWish wish, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        if (await RuleAsync(db, wish, Guid.Empty, cancellation) is not { } rule) return null;
        var reach = await MarkReach.ReadAsync(db, rule, cancellation);
        return new MarkPreview(reach.Appeals.Count, reach.Touches.Count);
    }

    /// <summary>Makes the source, or takes the one that fits, and gives it to the appeals that such marks opened; not to those that a person corrected.</summary>
    public async Task<MarkResult> MakeAsync(SourceWish wish, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return new MarkResult(MarkRefusal.NotAllowed);
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await LockAsync(db, cancellation);
        var (id, name) = (wish.FitsId ?? Ids.New(), wish.Name.Trim());
        if (wish.FitsId is null && await ProblemAsync(db, wish, name, cancellation) is { } problem) return new MarkResult(problem);
        if (await RuleAsync(db, wish, id, cancellation) is not { } rule) return new MarkResult(wish.FitsId is null ? MarkRefusal.NoMarks : MarkRefusal.Gone);
        var now = time.GetUtcNow();
        if (wish.FitsId is null)
        {
            var marks = rule.Marks;
            db.LeadSources.Add(new LeadSource
            {
                Id = id, SalesChannelId = rule.SalesChannelId, Name = name, Code = marks.Code, UtmSource = marks.UtmSource, UtmMedium = marks.UtmMedium, UtmCampaign = marks.UtmCampaign,
                UtmTerm = marks.UtmTerm, UtmContent = marks.UtmContent, CreatedAt = now, UpdatedAt = now,
            });
            await db.SaveChangesAsync(cancellation);
        }
        else
        {
            name = await db.LeadSources.Where(s => s.Id == id).Select(s => s.Name).SingleAsync(cancellation);
        }

        var reach = await MarkReach.ReadAsync(db, rule, cancellation);
        if (reach.Touches.Count == 0) return new MarkResult(MarkRefusal.Gone);
        var appeals = await db.Database.SqlQuery<AppealBefore>(
            $"""
            select a.id, a.lead_source_id as source, a.sales_channel_id as sales, s.name from (
                select * from appeals a where a.tenant_id = {db.TenantId} and a.id = any ({reach.Appeals.ToArray()}) and a.lead_source_corrected_at is null order by a.id for no key update
            ) a left join lead_sources s on s.tenant_id = a.tenant_id and s.id = a.lead_source_id
            """).ToListAsync(cancellation);
        var decision = new MarkDecision
        {
            Id = Ids.New(), MarksKey = wish.Key, Kind = MarkDecisions.Source, OperatorId = current.Id, MadeAt = now,
            Applied = JsonSerializer.Serialize(new MarkApplied(id, wish.FitsId is null, reach.Touches, [.. appeals.Select(a => new AppealWas(a.Id, a.Source, a.Sales))]), JsonSerializerOptions.Web),
        };
        var ids = appeals.ConvertAll(a => a.Id);
        await db.Appeals.Where(a => ids.Contains(a.Id)).ExecuteUpdateAsync(a => a.SetProperty(x => x.LeadSourceId, id).SetProperty(x => x.SalesChannelId, rule.SalesChannelId).SetProperty(x => x.UpdatedAt, now), cancellation);
        await db.LeadTouches.Where(t => reach.Touches.Contains(t.Id)).ExecuteUpdateAsync(t => t.SetProperty(x => x.LeadSourceId, id), cancellation);
        db.MarkDecisions.Add(decision);
        Log(db, appeals.ConvertAll(a => (a.Id, a.Name, (string?)name)), decision.Id, now);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return new MarkResult(null, decision.Id, appeals.Count);
    }

    /// <summary>"Не учитывать": the group is listed no more, whatever comes with its marks.</summary>
    public async Task<MarkResult> HideAsync(string key, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return new MarkResult(MarkRefusal.NotAllowed);
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await LockAsync(db, cancellation);
        if (await db.MarkDecisions.AnyAsync(d => d.MarksKey == key && d.Kind == MarkDecisions.Hidden && d.UndoneAt == null, cancellation)) return new MarkResult(MarkRefusal.Gone);
        var decision = new MarkDecision { Id = Ids.New(), MarksKey = key, Kind = MarkDecisions.Hidden, OperatorId = current.Id, MadeAt = time.GetUtcNow() };
        db.MarkDecisions.Add(decision);
        Tell(db);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return new MarkResult(null, decision.Id);
    }

    /// <summary>Takes a decision back. An appeal that has another source by now, or was corrected since, keeps it; a made source goes, or is archived where something refers to it.</summary>
    public async Task<MarkResult> UndoAsync(Guid decisionId, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return new MarkResult(MarkRefusal.NotAllowed);
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await LockAsync(db, cancellation);
        if (await db.MarkDecisions.SingleOrDefaultAsync(d => d.Id == decisionId && d.UndoneAt == null, cancellation) is not { } decision) return new MarkResult(MarkRefusal.Gone);
        var now = time.GetUtcNow();
        decision.UndoneAt = now;
        var back = 0;
        if (decision.Applied is { } json) back = await BackAsync(db, JsonSerializer.Deserialize<MarkApplied>(json, JsonSerializerOptions.Web)!, decision.Id, now, cancellation);
        Tell(db);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return new MarkResult(null, decision.Id, back);
    }

    private async Task<int> BackAsync(CrmDb db, MarkApplied applied, Guid decisionId, DateTimeOffset now, CancellationToken cancellation)
    {
        var (ids, sources, sales) = (applied.Appeals.Select(a => a.Id).ToArray(), applied.Appeals.Select(a => a.Source).ToArray(), applied.Appeals.Select(a => a.Sales).ToArray());
        var name = await db.LeadSources.Where(s => s.Id == applied.Source).Select(s => s.Name).SingleOrDefaultAsync(cancellation);

        // Sources and sales channels are archived, never deleted, but for what is made here: one that is gone leaves none.
        var restored = await db.Database.SqlQuery<AppealBefore>(
            $"""
            with was as (
                select w.id, s.id as source, s.name, case when s.id is not null or w.source is null then w.sales end as sales
                from unnest({ids}, {sources}, {sales}) as w (id, source, sales) left join lead_sources s on s.tenant_id = {db.TenantId} and s.id = w.source
            ), his as (
                select a.id from appeals a where a.tenant_id = {db.TenantId} and a.id = any ({ids}) and a.lead_source_id = {applied.Source} and a.lead_source_corrected_at is null order by a.id for no key update
            )
            update appeals a set lead_source_id = w.source, sales_channel_id = w.sales, updated_at = {now} from his join was w on w.id = his.id where a.tenant_id = {db.TenantId} and a.id = his.id
            returning a.id, w.source, w.sales, w.name
            """).ToListAsync(cancellation);
        await db.LeadTouches.Where(t => applied.Touches.Contains(t.Id) && t.LeadSourceId == applied.Source).ExecuteUpdateAsync(t => t.SetProperty(x => x.LeadSourceId, (Guid?)null), cancellation);
        if (applied.IsMade)
        {
            var text = JsonSerializer.Serialize(applied.Source);
            var isUsed = await db.Appeals.AnyAsync(a => a.LeadSourceId == applied.Source, cancellation) || await db.LeadTouches.AnyAsync(t => t.LeadSourceId == applied.Source, cancellation)
                || await db.LeadCosts.AnyAsync(c => c.LeadSourceId == applied.Source, cancellation)
                || await db.Database.SqlQuery<bool>($"select exists (select from tenant_configs c where c.tenant_id = {db.TenantId} and c.value = {text}::jsonb) as \"Value\"").SingleAsync(cancellation);
            if (isUsed) await db.LeadSources.Where(s => s.Id == applied.Source).ExecuteUpdateAsync(s => s.SetProperty(x => x.IsActive, false).SetProperty(x => x.UpdatedAt, now), cancellation);
            else await db.LeadSources.Where(s => s.Id == applied.Source).ExecuteDeleteAsync(cancellation);
        }

        Log(db, restored.ConvertAll(a => (a.Id, name, a.Name)), decisionId, now);
        return restored.Count;
    }

    private static async Task<MarkRefusal?> ProblemAsync(CrmDb db, SourceWish wish, string name, CancellationToken cancellation)
    {
        if (name.Length is 0 or > LongestName) return MarkRefusal.NoName;
        if (wish.SalesId is not { } sales || !await db.SalesChannels.AnyAsync(s => s.Id == sales && s.IsActive, cancellation)) return MarkRefusal.NoSales;
        return await db.LeadSources.FromSql($"select * from lead_sources where tenant_id = {db.TenantId} and sales_channel_id = {sales} and lower(name) = lower({name})").AnyAsync(cancellation) ? MarkRefusal.NameTaken : null;
    }

    private static async Task<LeadSourceRule?> RuleAsync(CrmDb db, SourceWish wish, Guid id, CancellationToken cancellation)
    {
        if (wish.FitsId is { } fits) return await db.LeadSources.AsNoTracking().SingleOrDefaultAsync(s => s.Id == fits && s.IsActive, cancellation) is { } source ? LeadSourceRule.Of(source) : null;
        var marks = LeadMarks.Of(wish.Marks.UtmSource, wish.Marks.UtmMedium, wish.Marks.UtmCampaign, wish.Marks.UtmTerm, wish.Marks.UtmContent, wish.Marks.Code);
        return marks.IsEmpty ? null : new LeadSourceRule(id, wish.SalesId ?? Guid.Empty, marks);
    }

    // The lock of the catalogue: no name is given twice, and no two decisions apply at once.
    private static Task<int> LockAsync(CrmDb db, CancellationToken cancellation) =>
        db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('lead_sources' || current_setting('app.tenant_id', true), 0))", cancellation);

    private void Log(CrmDb db, IReadOnlyList<(Guid Appeal, string? From, string? To)> appeals, Guid decision, DateTimeOffset now)
    {
        foreach (var (appeal, from, to) in appeals)
            db.OperatorActions.Add(new OperatorAction
            {
                TenantId = db.TenantId, OperatorId = current.Id, ContextAppealId = appeal, ActionType = ActionTypes.AppealUpdated, CreatedAt = now, Details = ActionDetails.Source(Columns, from, to, decision: decision),
            });

        // Older ones are on nobody's screen; their ids rise with time.
        foreach (var (appeal, _, _) in appeals.OrderByDescending(a => a.Appeal).Take(MostTold)) db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.AppealChanged, AppealId = appeal, SubjectId = current.Id, CreatedAt = now });
    }

    // As a change of a catalogue is told: open lists read anew.
    private void Tell(CrmDb db) => db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.CatalogueChanged, CreatedAt = time.GetUtcNow() });

    private const int MostTold = 200;

    private sealed record AppealBefore(Guid Id, Guid? Source, Guid? Sales, string? Name);

    private sealed record AppealWas(Guid Id, Guid? Source, Guid? Sales);

    private sealed record MarkApplied(Guid Source, bool IsMade, IReadOnlyList<Guid> Touches, IReadOnlyList<AppealWas> Appeals);
}
