using System.Globalization;
using BatteryCrm.Data;
using BatteryCrm.Data.AppealMeta;
using BatteryCrm.Web.Parts.Cards;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Platform;

/// <summary>A parameter as it stands in the form: what was typed stays, whatever is wrong with it.</summary>
public sealed record FieldForm(string Id, string Label, string Group, string Order, string Source, string Format, bool IsActive);

/// <summary>The parameters of the card, which are the same for all tenants. Plain forms, as the platform's other pages: what is kept is told to every open console by a trigger.</summary>
public static class FieldsEndpoints
{
    public const int LongestLabel = 60;

    /// <summary>As the database allows them, in the card's order.</summary>
    public static readonly IReadOnlyList<string> Groups = ["appeal", "client", "device", "other"];

    public static readonly IReadOnlyList<string> Formats = ["text", "date", "duration", "currency", "boolean"];

    public static void MapPlatformFields(this WebApplication app)
    {
        var own = app.MapGroup(Links.PlatformFields).RequireAuthorization(Policies.Platform);
        own.MapGet(string.Empty, (HttpContext http, IDbContextFactory<CrmDb> factory, string? moved, string? kept) => PageAsync(http, factory, moved, kept, null, null));
        var posts = own.MapGroup(string.Empty).AddEndpointFilter<SameSiteFilter>().DisableAntiforgery().TakesSmallForms();
        posts.MapPost("/{id}", KeepAsync);
        posts.MapPost("/{id}/{way:regex(^(up|down)$)}", StepAsync);
        posts.MapPost("/{id}/place", PlaceAsync);
    }

    private static async Task<IResult> KeepAsync(string id, HttpContext http, IDbContextFactory<CrmDb> factory)
    {
        var form = await SmallForms.ReadAsync(http);
        var typed = new FieldForm(id, Field("label"), Field("group"), Field("order"), Field("source"), Field("format"), Field("active") == "on");
        if (ProblemOf(typed) is { } problem) return await PageAsync(http, factory, null, null, typed, problem);
        await using var db = await factory.CreateDbContextAsync(http.RequestAborted);
        if (await db.AppealMetaConfigs.SingleOrDefaultAsync(c => c.Id == id, http.RequestAborted) is not { } row) return Results.NotFound();
        (row.Label, row.Group, row.Order, row.SourceField, row.FormatType, row.IsActive) = (typed.Label, typed.Group, OrderOf(typed.Order)!.Value, typed.Source, typed.Format, typed.IsActive);
        await db.SaveChangesAsync(http.RequestAborted);
        return SeeOther.To(http, $"{Links.PlatformFields}?kept={Uri.EscapeDataString(id)}");

        string Field(string name) => form?[name].ToString().Trim() ?? string.Empty;
    }

    private static Task<IResult> StepAsync(string id, string way, HttpContext http, IDbContextFactory<CrmDb> factory) =>
        MoveAsync(id, (others, at) => Math.Clamp(way == "up" ? at - 1 : at + 1, 0, others.Count), $"{id}/{way}", http, factory);

    // The neighbour is named, not counted to: whoever moves others meanwhile, it comes before the one that was seen.
    private static async Task<IResult> PlaceAsync(string id, HttpContext http, IDbContextFactory<CrmDb> factory)
    {
        var before = (await SmallForms.ReadAsync(http))?.TryGetValue("before", out var typed) is true ? typed.ToString() : null;
        return await MoveAsync(id, (others, _) => before is "" ? others.Count : others.FindIndex(o => o == before), id, http, factory);
    }

    // The places of the group keep their orders and the rows change places; where orders were the same they are told apart. Who comes second moves among the rows as the first has left them.
    private static async Task<IResult> MoveAsync(string id, Func<List<string>, int, int> placeOf, string moved, HttpContext http, IDbContextFactory<CrmDb> factory)
    {
        await using var db = await factory.CreateDbContextAsync(http.RequestAborted);
        await using var transaction = await db.Database.BeginTransactionAsync(http.RequestAborted);
        await db.Database.ExecuteSqlAsync($"select 1 from appeal_meta_config order by id for update", http.RequestAborted);
        if (await db.AppealMetaConfigs.Where(c => c.Id == id).Select(c => c.Group).SingleOrDefaultAsync(http.RequestAborted) is not { } group) return Results.NotFound();
        var rows = await db.AppealMetaConfigs.Where(c => c.Group == group).OrderBy(c => c.Order).ThenBy(c => c.Id).ToListAsync(http.RequestAborted);
        var at = rows.FindIndex(r => r.Id == id);
        var to = placeOf([.. rows.Select(r => r.Id).Where(r => r != id)], at);
        if (to < 0) return Results.Conflict();
        if (to != at)
        {
            var orders = rows.ConvertAll(r => r.Order);
            for (var i = 1; i < orders.Count; i++) orders[i] = Math.Max(orders[i], orders[i - 1] + 1);
            var row = rows[at];
            rows.RemoveAt(at);
            rows.Insert(to, row);
            foreach (var (one, order) in rows.Zip(orders)) one.Order = order;
            await db.SaveChangesAsync(http.RequestAborted);
            await transaction.CommitAsync(http.RequestAborted);
        }

        return SeeOther.To(http, $"{Links.PlatformFields}?moved={Uri.EscapeDataString(moved)}");
    }

    private static string? ProblemOf(FieldForm typed) =>
        typed.Label.Length is 0 or > LongestLabel ? PlatformTexts.WrongLabel
        : OrderOf(typed.Order) is null ? PlatformTexts.WrongOrder
        : !CardSources.All.Contains(typed.Source) ? PlatformTexts.WrongSource.Replace("{0}", typed.Source, StringComparison.Ordinal)
        : !Groups.Contains(typed.Group) || !Formats.Contains(typed.Format) ? PlatformTexts.WrongChoice : null;

    private static decimal? OrderOf(string typed) =>
        decimal.TryParse(typed.Replace(',', '.'), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var order) && Math.Abs(order) < 1_000_000 ? order : null;

    private static async Task<IResult> PageAsync(HttpContext http, IDbContextFactory<CrmDb> factory, string? moved, string? kept, FieldForm? typed, string? problem)
    {
        await using var db = await factory.CreateDbContextAsync(http.RequestAborted);
        var rows = await db.AppealMetaConfigs.AsNoTracking().OrderBy(c => c.Order).ThenBy(c => c.Id).ToListAsync(http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        var fields = rows.OrderBy(r => Groups.ToList().IndexOf(r.Group)).Select(r => r.Id == typed?.Id ? typed with { Group = r.Group } : FormOf(r)).ToList();
        return new RazorComponentResult<FieldsPage>(new { Fields = fields, Moved = moved, Kept = kept, Wrong = typed?.Id, Problem = problem })
        {
            StatusCode = problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
        };
    }

    private static FieldForm FormOf(AppealMetaConfig row) => new(row.Id, row.Label, row.Group, row.Order.ToString("0.##", CultureInfo.InvariantCulture), row.SourceField, row.FormatType, row.IsActive);
}
