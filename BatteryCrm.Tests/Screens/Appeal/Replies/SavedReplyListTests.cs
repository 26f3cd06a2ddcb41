using BatteryCrm.Web.Parts.Cards;
using System.Globalization;
using System.Text.Json;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Screens.Appeal.Replies;
using BatteryCrm.Web.Security;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MudBlazor;
using MudBlazor.Services;
using static BatteryCrm.Tests.Screens.Appeal.Messages;

namespace BatteryCrm.Tests.Screens.Appeal.Replies;

/// <summary>What the browser is handed, when it is read, and the dialog in which a reply is edited.</summary>
public sealed class SavedReplyListTests : BunitContext, IAsyncLifetime
{
    private static readonly ShopWords Shop = new(null, "ул. Ленина, 1", null, null);
    private readonly TestDatabase database = new();
    private Guid tenant;

    public async Task InitializeAsync()
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("ru");
        await database.InitializeAsync();
        tenant = await database.Given.TenantAsync();
        var me = await database.Given.OperatorAsync(tenant, Roles.Operator);
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(me, tenant, "Ирина", Roles.Operator));
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddSingleton(current).AddSingleton(database.Factory(tenant)).AddSingleton(TimeProvider.System).AddScoped<ReplyQueries>().AddScoped<ReplyActions>().AddScoped<BatteryCrm.Web.Screens.Appeal.Handling.AssignActions>();
        Services.AddSingleton(_ => new NoPresence(current, TimeProvider.System)).AddScoped(p => p.GetRequiredService<NoPresence>().Own);
        Services.AddScoped<ActionDispatcher>().AddStore(AppealState.Empty, AppealState.Reduce).AddMudServices();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        // What MudBlazor registers for its dialogs can be disposed of asynchronously only.
        await DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public void List_OfTheOpenAppeal_IsHandedOverFilledInAndNeverWithAnothersValues()
    {
        var list = Render<ReplyList>();
        Do(new AppealOpened(AppealId), new RepliesLoaded([Row(1, "Адрес", "{client}, мы на {address}")], Shop));
        Assert.Empty(list.FindAll("crm-replies"));

        Do(Loaded(1, Card()));
        Assert.Equal((AppealId.ToString(), "Анна, мы на ул. Ленина, 1"), (list.Find("crm-replies").GetAttribute("data-for"), Items(list)[0].GetProperty("text").GetString()));

        Do(new AppealOpened(Numbered(98)));
        Assert.Empty(list.FindAll("crm-replies"));
        Do(Loaded(2, Card() with { AppealId = Numbered(98), ClientName = null }));
        Assert.Equal("Мы на ул. Ленина, 1", Items(list)[0].GetProperty("text").GetString());
    }

    [Fact]
    public void List_FieldOfTheCardChanged_IsFilledInAnew()
    {
        var list = Open(Row(1, "Цена", "Стоит {price}"));
        Assert.Equal("Стоит {price}", Items(list)[0].GetProperty("text").GetString());

        Do(new CardLoaded(1, Card() with { Facts = new CardFacts { Cost = 8500 } }));

        Assert.Equal("Стоит 8\u00a0500\u00a0₽", Items(list)[0].GetProperty("text").GetString());
    }

    [Fact]
    public void Shared_ForAnOperator_CannotBeEditedFromTheList()
    {
        var list = Open(Row(1, "Общее", "т") with { IsShared = true }, Row(2, "Моё", "т"));

        Assert.Equal([(false, false), (true, true)], Items(list).Select(i => (i.GetProperty("isOwn").GetBoolean(), i.GetProperty("mayEdit").GetBoolean())));
    }

    [Fact]
    public void List_NoneYet_SaysWhatToDoAndNotThatNothingWasFound()
    {
        Assert.Contains("пока нет", Open().Find("[data-nothing]").TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("пока нет", Open(Row(1, "Адрес", "т")).Find("[data-nothing]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Composer_OffersRepliesForAnswersAndNotForNotes()
    {
        var composer = Render<Composer>();
        Do(new AppealOpened(AppealId), new AppealLoaded(1, Card(), new MessagePage([], HasOlder: false), [Channel(1, isDefault: true)], Draft: null, IsAgain: false),
            new RepliesLoaded([Row(1, "Адрес", "т")], Shop));
        Assert.NotNull(composer.Find("crm-replies + crm-composer [data-replies][data-key='/']"));

        await composer.Find("button.kind[data-key=n]").ClickAsync();

        Assert.Empty(composer.FindAll("crm-replies"));
        Assert.Empty(composer.FindAll("[data-replies]"));
    }

    [Fact]
    public async Task Effects_ListOnceAndAgainWhenASettingChanged()
    {
        var (store, dispatcher) = (Services.GetRequiredService<Store<AppealState>>(), Services.GetRequiredService<ActionDispatcher>());
        var effects = new ReplyEffects(store, Services.GetRequiredService<ReplyQueries>(), Services.GetRequiredService<ReplyActions>(), NullLogger<ReplyEffects>.Instance);
        var appeal = await database.Given.AppealAsync(tenant, await database.Given.ClientAsync(tenant, "Анна Котова"));
        await AddAsync("Первый");
        dispatcher.Dispatch(new AppealOpened(appeal));
        var loaded = new AppealLoaded(1, Card(), new MessagePage([], HasOlder: false), [], Draft: null, IsAgain: false);

        await effects.HandleAsync(loaded, dispatcher);
        Assert.Equal(("Demo", 1), (store.State.Replies.Shop?.Shop, store.State.Replies.Rows?.Count));

        await AddAsync("Второй");
        database.Sql.Clear();
        await effects.HandleAsync(loaded, dispatcher);
        Assert.Equal(0, database.Sql.Count);
        Assert.Equal(1, store.State.Replies.Rows?.Count);
        await effects.HandleAsync(Live(LiveKinds.AppealChanged), dispatcher);
        Assert.Equal(1, store.State.Replies.Rows?.Count);
        await effects.HandleAsync(Live(LiveKinds.SettingsChanged), dispatcher);
        Assert.Equal(2, store.State.Replies.Rows?.Count);
    }

    [Fact]
    public async Task Effects_SettingChangedWhileNoAppealIsOpen_TheNextOneReadsTheListAnew()
    {
        var (store, dispatcher) = (Services.GetRequiredService<Store<AppealState>>(), Services.GetRequiredService<ActionDispatcher>());
        var effects = new ReplyEffects(store, Services.GetRequiredService<ReplyQueries>(), Services.GetRequiredService<ReplyActions>(), NullLogger<ReplyEffects>.Instance);
        var appeal = await database.Given.AppealAsync(tenant);
        var loaded = new AppealLoaded(1, Card(), new MessagePage([], HasOlder: false), [], Draft: null, IsAgain: false);
        dispatcher.Dispatch(new AppealOpened(appeal));
        await effects.HandleAsync(loaded, dispatcher);
        dispatcher.Dispatch(new AppealOpened(null));
        await AddAsync("Новый");

        await effects.HandleAsync(Live(LiveKinds.SettingsChanged), dispatcher);
        dispatcher.Dispatch(new AppealOpened(appeal));
        await effects.HandleAsync(loaded, dispatcher);

        Assert.Equal(1, store.State.Replies.Rows?.Count);
    }

    // While another page was shown nothing came live.
    [Fact]
    public async Task Effects_ScreenShownAgain_ReadsTheListAnew()
    {
        var (store, dispatcher) = (Services.GetRequiredService<Store<AppealState>>(), Services.GetRequiredService<ActionDispatcher>());
        var effects = new ReplyEffects(store, Services.GetRequiredService<ReplyQueries>(), Services.GetRequiredService<ReplyActions>(), NullLogger<ReplyEffects>.Instance);
        dispatcher.Dispatch(new AppealOpened(AppealId));
        await effects.HandleAsync(Loaded(1, Card()), dispatcher);
        await AddAsync("Новый");

        await effects.HandleAsync(new ScreenEntered(), dispatcher);
        await effects.HandleAsync(Loaded(1, Card()), dispatcher);

        Assert.Equal(1, store.State.Replies.Rows?.Count);
    }

    [Fact]
    public async Task Dialog_ShortcutIsTaken_SaysSoBesideItAndKeepsWhatWasTyped()
    {
        await database.ExecuteAsync($"insert into saved_replies (tenant_id, operator_id, title, shortcut, text, created_by) select '{tenant}', id, 'Адрес', 'адрес', 'т', id from operators");
        var list = Open();
        var dialogs = Render<MudDialogProvider>();
        _ = list.Find("crm-replies").TriggerEventAsync("onreplyedited", new ReplyEventArgs());
        dialogs.WaitForElement("#reply-form");

        var fields = dialogs.FindAll("#reply-form input[type=text]");
        await fields[0].ChangeAsync("Наш адрес");
        await dialogs.FindAll("#reply-form input[type=text]")[1].ChangeAsync("/Адрес");
        await dialogs.Find("#reply-form textarea").ChangeAsync("Мы на Ленина");
        await dialogs.Find("#reply-form").SubmitAsync();

        dialogs.WaitForAssertion(() => Assert.Contains("уже есть", dialogs.Find("#reply-shortcut-says").TextContent, StringComparison.Ordinal));
        Assert.Equal(("Наш адрес", "Мы на Ленина"), (dialogs.FindAll("#reply-form input[type=text]")[0].GetAttribute("value"), dialogs.Find("#reply-form textarea").GetAttribute("value")));
        Assert.Empty(dialogs.FindAll("#reply-form input[type=checkbox]"));

        await dialogs.FindAll("#reply-form input[type=text]")[1].ChangeAsync("где");
        await dialogs.Find("#reply-form").SubmitAsync();
        dialogs.WaitForAssertion(() => Assert.Empty(dialogs.FindAll("#reply-form")));
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from saved_replies where shortcut = 'где' and title = 'Наш адрес' and operator_id is not null"));
    }

    [Fact]
    public async Task Dialog_ColleagueWasFaster_ShowsBothTextsAndTheSecondPressReplaces()
    {
        await AddAsync("Моё");
        var row = (await Services.GetRequiredService<ReplyQueries>().ListAsync(default)).Single();
        var list = Open(row);
        var dialogs = Render<MudDialogProvider>();
        _ = list.Find("crm-replies").TriggerEventAsync("onreplyedited", new ReplyEventArgs { Id = row.Id });
        dialogs.WaitForElement("#reply-form");
        await database.ExecuteAsync("update saved_replies set text = 'из другого окна', updated_at = now() + interval '1 second'");

        await dialogs.Find("#reply-form textarea").ChangeAsync("отсюда");
        await dialogs.Find("#reply-form").SubmitAsync();

        dialogs.WaitForAssertion(() => Assert.Equal("из другого окна", dialogs.Find(".theirs .words").TextContent));
        Assert.Equal("отсюда", dialogs.Find("#reply-form textarea").GetAttribute("value"));
        await dialogs.Find("#reply-form").SubmitAsync();
        dialogs.WaitForAssertion(() => Assert.Empty(dialogs.FindAll("#reply-form")));
        Assert.Equal("отсюда", await database.ScalarAsync<string>("select text from saved_replies"));
    }

    private static ReplyRow Row(int number, string title, string text) => new(Numbered(number), title, Shortcut: null, text, IsShared: false, Noon);

    private static LiveArrived Live(string kind) => new(new LiveBatch([], [], Counts: null, [new LiveFact(kind, null, null, null)], Resync: false));

    private static List<JsonElement> Items(IRenderedComponent<ReplyList> list) => JsonSerializer.Deserialize<List<JsonElement>>(list.Find("crm-replies").GetAttribute("data-list")!)!;

    private IRenderedComponent<ReplyList> Open(params ReplyRow[] rows)
    {
        var list = Render<ReplyList>();
        Do(new AppealOpened(AppealId), Loaded(1, Card()), new RepliesLoaded(rows, Shop));
        return list;
    }

    private static AppealLoaded Loaded(int version, AppealCard card) => new(version, card, new MessagePage([], HasOlder: false), [], Draft: null, IsAgain: false);

    private Task<int> AddAsync(string title) =>
        database.ExecuteAsync($"insert into saved_replies (tenant_id, operator_id, title, text, created_by) select '{tenant}', id, '{title}', 'текст', id from operators");

    private void Do(params object[] actions) => Renderer.Dispatcher.InvokeAsync(() => Array.ForEach(actions, Services.GetRequiredService<ActionDispatcher>().Dispatch)).GetAwaiter().GetResult();
}
