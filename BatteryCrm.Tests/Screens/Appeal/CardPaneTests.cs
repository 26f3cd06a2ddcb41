using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Appeal;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using static BatteryCrm.Tests.Screens.Appeal.Messages;

namespace BatteryCrm.Tests.Screens.Appeal;

public sealed class CardPaneTests : BunitContext
{
    public CardPaneTests() => Services.AddScoped<ActionDispatcher>().AddStore(AppealState.Empty, AppealState.Reduce).AddSingleton(Zones.Utc).AddMudServices();

    [Fact]
    public void Email_OneAddress_IsALink() => Assert.Equal("mailto:anna%2Bshop@demo.test", Open("anna+shop@demo.test").Find("a[href^='mailto:']").GetAttribute("href"));

    [Fact]
    public void Email_AnythingElse_IsWordsAndNoLink()
    {
        var card = Open("anna@demo.test?bcc=all@demo.test");

        Assert.Empty(card.FindAll("a[href^='mailto:']"));
        Assert.Contains("anna@demo.test?bcc=all@demo.test", card.Find("dd .their-words").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<CardPane> Open(string email)
    {
        var card = Render<CardPane>();
        foreach (var action in (object[])[new AppealOpened(AppealId), new AppealLoaded(1, Card(email: email), new MessagePage([], HasOlder: false), [], Draft: null, IsAgain: false)])
            Renderer.Dispatcher.InvokeAsync(() => Services.GetRequiredService<ActionDispatcher>().Dispatch(action)).GetAwaiter().GetResult();
        return card;
    }
}
