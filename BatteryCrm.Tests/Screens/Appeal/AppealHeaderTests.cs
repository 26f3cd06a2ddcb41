using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Screens.Appeal.Handling;
using BatteryCrm.Web.Security;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using static BatteryCrm.Tests.Screens.Appeal.Messages;

namespace BatteryCrm.Tests.Screens.Appeal;

public sealed class AppealHeaderTests : BunitContext
{
    private readonly PressWhileOpening press = new();

    public AppealHeaderTests()
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(Me, Numbered(1), "Ирина", Roles.Operator));
        Services.AddScoped<ActionDispatcher>().AddStore(AppealState.Empty, AppealState.Reduce).AddSingleton(current).AddSingleton(_ => new NoPresence(current, TimeProvider.System)).AddScoped(p => p.GetRequiredService<NoPresence>().Own).AddSingleton<IEffect>(press);
        Services.AddScoped<SnoozeActions>().AddScoped<AssignActions>().AddSingleton(Zones.Utc).AddSingleton(TimeProvider.System).AddSingleton(new TestDatabase().Factory(null));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TakeOrRelease_PressedWhileAnotherAppealIsBeingOpened_IsOfTheAppealThatWasOnScreen(bool isMine)
    {
        var header = Render<AppealHeader>();
        Do(new AppealOpened(AppealId));
        Do(new AppealLoaded(1, Card(holder: isMine ? Me : null), new MessagePage([], HasOlder: false), [], Draft: null, IsAgain: false));
        var button = header.Find("[data-key=t]");
        press.OnOpening = () => button.Click();

        // Inside one event the page is not rendered yet: what stands on it is the appeal before.
        header.Find(".card-toggle").Click();

        object expected = isMine ? new ReleaseWanted(AppealId) : new TakeWanted(AppealId);
        Assert.Equal(expected, press.Pressed);
        Assert.False(Services.GetRequiredService<Store<AppealState>>().State.IsTaking);
    }

    private void Do(object action) => Renderer.Dispatcher.InvokeAsync(() => Services.GetRequiredService<ActionDispatcher>().Dispatch(action)).GetAwaiter().GetResult();

    private sealed class PressWhileOpening : IEffect
    {
        public Action? OnOpening { get; set; }

        public object? Pressed { get; private set; }

        public Task HandleAsync(object action, ActionDispatcher dispatcher)
        {
            if (action is TakeWanted or ReleaseWanted) Pressed = action;
            if (action is CardToggled) dispatcher.Dispatch(new AppealOpened(Numbered(99)));
            if (action is AppealOpened { AppealId: var id } && id == Numbered(99)) OnOpening?.Invoke();
            return Task.CompletedTask;
        }
    }
}
