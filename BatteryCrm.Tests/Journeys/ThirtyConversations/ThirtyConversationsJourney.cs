using BatteryCrm.Tests.Support;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace BatteryCrm.Tests.Journeys.ThirtyConversations;

/// <summary>A shift of thirty conversations without a mouse.</summary>
[Collection(Alone.Name)]
public sealed class ThirtyConversationsJourney(ITestOutputHelper output)
{
    [Fact]
    public Task Thirty_conversations_are_worked_through_by_keyboard_only() => Browser.RunAsync(async browser =>
    {
        await using var day = await Workday.OpenAsync(browser);
        var list = new BuildList(output);

        await ShiftQueue.RunAsync(day, list);
        await ShiftPrices.RunAsync(day, list);
        await ShiftMessages.RunAsync(day, list);
        await ShiftTogether.RunAsync(day, list);
        await ShiftElsewhere.RunAsync(day, list);
        await ShiftEvening.RunAsync(day, list);

        Assert.Empty(list.Missing);
        Assert.Empty(day.Irina.Pointed);
        Assert.Empty(day.Pavel.Pointed);
        await Endings.AssertAsync(day);
    });

    [Fact]
    public Task A_page_that_is_pointed_at_tells_of_it() => Browser.RunAsync(async browser =>
    {
        var page = await browser.NewPageAsync(new Uri("http://127.0.0.1"));
        var keys = await KeysOnly.AtAsync(page);
        await page.GotoAsync("data:text/html,<button>x</button><script>document.querySelector('button').click()</script>");
        await keys.TabToAsync("button");
        await keys.PressAsync("Enter");
        Assert.Empty(keys.Pointed);

        await page.Locator("button").ClickAsync();
        await page.Mouse.WheelAsync(0, 10);
        await keys.TrueAsync("() => true", null, "the page");

        Assert.Contains("pointerdown on <button>", keys.Pointed);
        Assert.Contains("mousedown on <button>", keys.Pointed);
        Assert.Contains(keys.Pointed, p => p.StartsWith("wheel", StringComparison.Ordinal));
    });
}
