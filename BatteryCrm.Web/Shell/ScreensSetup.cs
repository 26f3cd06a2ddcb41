using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts.Cards;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.People;
using BatteryCrm.Web.Parts.Sessions;
using BatteryCrm.Web.Parts.Consents;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Screens.Appeal.Changes;
using BatteryCrm.Web.Screens.Appeal.Fields;
using BatteryCrm.Web.Screens.Appeal.Files;
using BatteryCrm.Web.Screens.Appeal.Find;
using BatteryCrm.Web.Screens.Appeal.Handling;
using BatteryCrm.Web.Screens.Appeal.Quotes;
using BatteryCrm.Web.Screens.Appeal.Replies;
using BatteryCrm.Web.Screens.Appeal.Timeline;
using BatteryCrm.Web.Screens.Appeal.Touches;
using BatteryCrm.Web.Screens.Audit;
using BatteryCrm.Web.Screens.Catalog;
using BatteryCrm.Web.Screens.Catalog.Csv;
using BatteryCrm.Web.Screens.Catalog.Prices;
using BatteryCrm.Web.Screens.Channels;
using BatteryCrm.Web.Screens.AppealMeta;
using BatteryCrm.Web.Screens.Clients;
using BatteryCrm.Web.Screens.Clients.Card;
using BatteryCrm.Web.Screens.Clients.Create;
using BatteryCrm.Web.Screens.Duplicates;
using BatteryCrm.Web.Screens.Erase;
using BatteryCrm.Web.Screens.Inbox;
using BatteryCrm.Web.Screens.Inbox.Bulk;
using BatteryCrm.Web.Screens.LeadSources;
using BatteryCrm.Web.Screens.Merge;
using BatteryCrm.Web.Screens.Notices;
using BatteryCrm.Web.Screens.Operators;
using BatteryCrm.Web.Screens.Platform;
using BatteryCrm.Web.Screens.Reports;
using BatteryCrm.Web.Screens.Search;
using BatteryCrm.Web.Screens.Settings;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.SignalR;

namespace BatteryCrm.Web.Shell;

/// <summary>Registers what people see: the frame, the inbox, an open appeal.</summary>
public static class ScreensSetup
{
    /// <summary>The part of the search that stays with the frame; the frame itself knows no screen.</summary>
    public static Type Palette => typeof(Palette);

    /// <summary>The bell, which stays with the frame as well.</summary>
    public static Type Bell => typeof(NoticeBell);

    public static void AddScreens(this WebApplicationBuilder builder)
    {
        // An address holds a report's question: whatever is pasted there gets a sentence on its page, not the server's bare refusal.
        builder.WebHost.ConfigureKestrel(o => o.Limits.MaxRequestLineSize = 64 * 1024);
        // A browser that hears nothing for three of these takes its connection for lost, and says so.
        builder.Services.Configure<HubOptions>(o => o.KeepAliveInterval = TimeSpan.FromSeconds(5));
        // What the composer holds at most travels in one message: 20,000 characters, each up to six bytes of JSON. A bigger one would break the circuit, and again after each reload.
        builder.Services.Configure<HubOptions>(o => o.MaximumReceiveMessageSize = 128 * 1024);
        builder.Services.AddScoped<ActionDispatcher>().AddScoped<TenantZone>();
        builder.Services.AddScoped<SearchQueries>();
        builder.Services.AddScoped<InboxQueries>().AddScoped<QueueChoicesQuery>().AddScoped<ViewActions>().AddScoped<BulkActions>().AddEffect<BulkEffects>().AddScoped<InboxTime>().AddStore(InboxState.Empty, InboxState.Reduce).AddEffect<InboxEffects>();
        builder.Services.AddScoped<AppealQueries>().AddScoped<AppealActions>().AddScoped<StageActions>().AddScoped<StripQueries>().AddScoped<DeviceActions>()
            .AddScoped<FieldActions>().AddScoped<SnoozeActions>().AddScoped<AssignActions>().AddScoped<BlockActions>().AddScoped<HistoryQueries>().AddScoped<TouchQueries>().AddScoped<FindQueries>().AddScoped<TimelineQueries>().AddEffect<TimelineEffects>().AddScoped<CardCatalogues.Reader>().AddSingleton(provider => new CardCatalogues(provider, provider.GetRequiredService<LiveHub>())).AddStore(AppealState.Empty, AppealState.Reduce).AddEffect<AppealEffects>().AddEffect<FileEffects>().AddScoped<ChangeActions>().AddScoped<QuoteActions>().AddEffect<QuoteEffects>();
        builder.Services.AddScoped<NoticeQueries>().AddScoped<NoticeSettingsQueries>()
            .AddSingleton(provider => new LiveShare<IReadOnlyList<Arrival>>(provider.GetRequiredService<LiveHub>(), Arrival.In))
            .AddScoped(provider => new NoticeSignal(provider.GetRequiredService<LiveHub>(), provider.GetRequiredService<LiveShare<IReadOnlyList<Arrival>>>(), provider.GetRequiredService<CurrentOperator>(), provider.GetRequiredService<CurrentTenant>()))
            .AddStore(NoticeState.Empty, NoticeState.Reduce).AddEffect<NoticeEffects>().AddEffect<NoticeSettingsEffects>().AddEffect<RingEffects>();
        builder.Services.AddScoped<DuplicateQueries>().AddScoped<DuplicateActions>();
        builder.Services.AddScoped<MergeQueries>().AddScoped<MergeActions>().AddScoped<LookalikeQueries>();
        builder.Services.AddScoped<ClientsQueries>().AddScoped<ClientsExport>().AddSingleton(provider => new LiveShare<ClientsNews>(provider.GetRequiredService<LiveHub>(), ClientsNews.In))
            .AddScoped(provider => new ClientsDesk(provider.GetRequiredService<ClientsQueries>(), provider.GetRequiredService<LiveShare<ClientsNews>>(), provider.GetRequiredService<CurrentTenant>()))
            .AddScoped<ClientCardQueries>().AddScoped<ClientWriter>().AddScoped<ClientFieldActions>().AddScoped<ClientContactActions>().AddScoped<ClientNoteActions>().AddScoped<NewClientQueries>().AddScoped<NewClientActions>();
        builder.Services.AddScoped<AuditQueries>().AddScoped<AuditExport>().AddScoped<TenantActions>();
        builder.Services.AddScoped<CatalogueQueries>().AddScoped<CatalogueActions>().AddScoped<CatalogueMerging>().AddScoped<CatalogueImport>().AddScoped<CatalogueExport>().AddSingleton<RefusedLines>();
        builder.Services.AddScoped<MarkQueries>().AddScoped<MarkActions>().AddScoped<LinkQueries>().AddScoped<LinkActions>();
        builder.Services.AddScoped<PricesQueries>().AddScoped<PriceActions>().AddScoped<PricePlans>().AddScoped<PriceBulk>().AddTransient<PriceDesk>();
        builder.Services.AddScoped<ChannelQueries>().AddScoped<ChannelActions>().AddScoped<SettingsQueries>().AddScoped<SettingsActions>();
        builder.Services.AddScoped<EraseActions>().AddScoped<ConsentActions>();
        builder.Services.AddScoped<SessionActions>().AddScoped<OperatorsQueries>().AddScoped<OperatorActions>();
        builder.Services.AddScoped<ReportQueries>().AddScoped<ReportSheet>().AddScoped<ReportViewActions>().AddScoped<CostActions>();
        builder.Services.AddScoped<VisibilityQueries>().AddScoped<VisibilityActions>().AddScoped<VisibilityVersions>();
        builder.Services.AddScoped<ReplyQueries>().AddScoped<ReplyActions>().AddEffect<ReplyEffects>();
    }

    /// <summary>The few addresses of the frame that are not pages.</summary>
    public static void MapScreens(this WebApplication app)
    {
        app.MapPreferences();
        // A browser that was led nowhere is told so; whatever else asks gets the bare answer.
        app.MapFallback((HttpContext http) => HttpMethods.IsGet(http.Request.Method) && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal) ? Results.Redirect(Links.NotFound) : Results.NotFound())
            .AllowAnonymous();
        ClientsExport.Map(app);
        AuditExport.Map(app);
        CatalogueExport.Map(app);
        LeadQr.Map(app);
        ReportSheet.Map(app);
    }
}
