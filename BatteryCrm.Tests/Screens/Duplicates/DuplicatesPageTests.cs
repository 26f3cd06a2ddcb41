using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Clients.Duplicates;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Data.Clients;
using BatteryCrm.Tests.Parts;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Screens.Duplicates;
using BatteryCrm.Web.Security;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens.Duplicates;

/// <summary>The list of pairs as an operator sees it.</summary>
public sealed class DuplicatesPageTests : BunitContext, IAsyncLifetime
{
    private readonly HandLive live = new();
    private MergeWorld world = null!;

    async Task IAsyncLifetime.InitializeAsync()
    {
        world = await MergeWorld.CreateAsync();
        DefaultWaitTimeout = TimeSpan.FromSeconds(15);
        JSInterop.Mode = JSRuntimeMode.Loose;
        var (tenant, me) = (new CurrentTenant(), new CurrentOperator());
        tenant.Set(world.Tenant);
        me.Set(new OperatorIdentity(world.Operator, world.Tenant, "Ирина", Roles.Operator));
        Services.AddSingleton<ILive>(live).AddSingleton(tenant).AddSingleton(me).AddSingleton(await Zones.OfAsync(world.Database, world.Tenant)).AddSingleton<TimeProvider>(world.Clock).AddSingleton(world.Database.Factory(world.Tenant))
            .AddSingleton<DuplicateQueries>().AddSingleton<DuplicateActions>();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task Pair_SaysWhatSpeaksForIt_AndOffersWhatFits()
    {
        await PairAsync("Анна", "Аня", new Evidence(EvidenceKinds.Phone, "+79171234567"), new Evidence(EvidenceKinds.Username, "anna_k") { Of = "telegram" });
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await PairAsync("Пётр", "Петя", new Evidence(EvidenceKinds.Email, "p@demo.test"));

        var page = Render<DuplicatesPage>();

        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".pair").Count));
        Assert.Contains("Одна почта p@demo.test", page.FindAll(".pair")[0].TextContent, StringComparison.Ordinal);
        Assert.Equal(["Один телефон +7 917 123-45-67", "Имя в Telegram: @anna_k"], page.FindAll(".pair")[1].QuerySelectorAll(".why li").Select(e => e.TextContent.Trim()));
        Assert.Equal([false, true], page.FindAll(".pair").Select(p => p.TextContent.Contains("семья", StringComparison.Ordinal)));
        Assert.StartsWith("/merge/", page.Find("[data-walk]").GetAttribute("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_SayItOfThePairWithTheFocus_AndTakeItBack()
    {
        await PairAsync("Анна", "Аня", new Evidence(EvidenceKinds.Phone, "+79171234567"));
        var page = Render<DuplicatesPage>();

        page.WaitForElement(".pair").KeyDown(new KeyboardEventArgs { Code = "KeyD" });
        page.WaitForAssertion(() => Assert.Contains("Не дубликат:", page.Find(".pair.done").TextContent, StringComparison.Ordinal));
        Assert.Equal(1L, await world.Database.ScalarAsync<long>("select count(*) from duplicate_dismissals"));

        page.Find(".pair").KeyDown(new KeyboardEventArgs { Code = "KeyU" });
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".pair.done")));
        Assert.Equal(0L, await world.Database.ScalarAsync<long>("select count(*) from duplicate_dismissals"));

        page.Find(".pair").KeyDown(new KeyboardEventArgs { Code = "KeyF", CtrlKey = true });
        page.Find(".pair").KeyDown(new KeyboardEventArgs { Code = "KeyF" });
        page.WaitForAssertion(() => Assert.Contains("Семья", page.Find(".pair.done").TextContent, StringComparison.Ordinal));
        Assert.Equal(1L, await world.Database.ScalarAsync<long>("select count(*) from client_links"));
    }

    [Fact]
    public async Task Live_WhatAColleagueDealtWithGoes_WhatIsNewWaitsAbove_OwnDeedsStay()
    {
        var gone = await PairAsync("Анна", "Аня", new Evidence(EvidenceKinds.Phone, "+79171234567"));
        foreach (var name in (string[])["Мария", "Пётр"])
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            await PairAsync(name, name, new Evidence(EvidenceKinds.Phone, "+79170000000"));
        }

        var page = Render<DuplicatesPage>();
        page.WaitForAssertion(() => Assert.Equal(3, page.FindAll(".pair").Count));
        page.FindAll(".pair")[0].KeyDown(new KeyboardEventArgs { Code = "KeyD" });
        page.WaitForElement(".pair.done");

        await world.Database.ExecuteAsync($"delete from duplicate_candidates where id = '{gone}'");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await PairAsync("Олег", "Олежка", new Evidence(EvidenceKinds.Phone, "+79170000001"));
        await live.DeliverAsync(new LiveBatch([], [], Counts: null, [new LiveFact(LiveKinds.DuplicatesChanged, null, null, Guid.Empty)], Resync: false));

        page.WaitForAssertion(() => Assert.Equal("Показать 1 новую пару", page.Find(".newer").TextContent.Trim()));
        string[] Shown() => [.. page.FindAll(".pair").Select(p => p.QuerySelector(".their-words")!.TextContent)];
        Assert.Equal(["Пётр", "Мария"], Shown());

        page.Find(".newer").Click();
        page.WaitForAssertion(() => Assert.Equal(["Олег", "Мария"], Shown()));
        Assert.Empty(page.FindAll(".newer"));
    }

    [Fact]
    public async Task Live_OfAnythingElse_ReadsNothing()
    {
        await PairAsync("Анна", "Аня", new Evidence(EvidenceKinds.Phone, "+79171234567"));
        var page = Render<DuplicatesPage>();
        page.WaitForElement(".pair");
        world.Database.Sql.Clear();
        await live.DeliverAsync(new LiveBatch([], [], Counts: null, [new LiveFact(LiveKinds.MessageAdded, Guid.Empty, Guid.Empty, null)], Resync: false));
        Assert.Equal(0, world.Database.Sql.Count);
    }

    [Fact]
    public async Task Pair_ThatIsGoneAlready_SaysSo()
    {
        var id = await PairAsync("Анна", "Аня", new Evidence(EvidenceKinds.Phone, "+79171234567"));
        var page = Render<DuplicatesPage>();
        page.WaitForElement(".pair");
        await world.Database.ExecuteAsync($"delete from duplicate_candidates where id = '{id}'");
        page.Find(".pair").KeyDown(new KeyboardEventArgs { Code = "KeyD" });
        page.WaitForAssertion(() => Assert.Contains("разобрали", page.Find(".trouble").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".pair"));
    }

    [Fact]
    public async Task Nothing_SaysWhatWillComeHere_AndAFailureOffersToTryAgain()
    {
        var page = Render<DuplicatesPage>();
        page.WaitForAssertion(() => Assert.Contains("Возможных дубликатов нет", page.Find(".notice").TextContent, StringComparison.Ordinal));

        await world.Database.ExecuteAsync("alter table duplicate_candidates rename to elsewhere");
        Services.GetRequiredService<NavigationManager>().NavigateTo("/duplicates?strength=strong");
        page.WaitForElement(".says.failed");
        await world.Database.ExecuteAsync("alter table elsewhere rename to duplicate_candidates");
        page.Find(".says.failed button").Click();
        page.WaitForAssertion(() => Assert.Contains("Сильных совпадений нет", page.Find(".notice").TextContent, StringComparison.Ordinal));
    }

    private async Task<Guid> PairAsync(string one, string other, params Evidence[] evidence)
    {
        var pair = ClientPair.Of(await world.Database.Given.ClientAsync(world.Tenant, one), await world.Database.Given.ClientAsync(world.Tenant, other));
        return await world.Database.Given.AddAsync(
            new DuplicateCandidate { TenantId = world.Tenant, OneClientId = pair.One, OtherClientId = pair.Other, Strength = Strengths.Strong, Evidence = Evidence.Write(evidence), FoundAt = world.Clock.GetUtcNow() }, c => c.Id);
    }
}
