using BatteryCrm.Tests.Outbound;
using BatteryCrm.Web.Screens.Appeal;

namespace BatteryCrm.Tests.Screens.Appeal;

public sealed class DraftTests
{
    [Fact]
    public async Task SaveDraftAsync_TextThenNothing_IsKeptThenGone()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        var actions = world.As(world.Operator);

        Assert.Null((await actions.LoadDraftAsync(appeal, default)).Text);
        await actions.SaveDraftAsync(appeal, "раз", null, default);
        await actions.SaveDraftAsync(appeal, " два\0 ", null, default);
        Assert.Equal(" два\uFFFD ", (await actions.LoadDraftAsync(appeal, default)).Text);
        await actions.SaveDraftAsync(appeal, "", null, default);
        Assert.Null((await actions.LoadDraftAsync(appeal, default)).Text);
    }

    [Fact]
    public async Task SaveDraftAsync_AnswerWithItsKeyWasSent_IsRefusedAndKeepsNothing()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        var actions = world.As(world.Operator);
        Assert.True(await actions.SaveDraftAsync(appeal, "Да", "k1", default));
        await actions.SendAsync(new SendRequest(appeal, "Да", null, "k1"), default);

        Assert.False(await actions.SaveDraftAsync(appeal, "Да", "k1", default));
        Assert.Null((await actions.LoadDraftAsync(appeal, default)).Text);

        Assert.True(await actions.SaveDraftAsync(appeal, "следующее", "k2", default));
        Assert.Equal("следующее", (await actions.LoadDraftAsync(appeal, default)).Text);
    }

    [Fact]
    public async Task SaveDraftAsync_WhileItsAnswerIsSent_LeavesNoDraftInAnyRound()
    {
        await using var world = await OutboundWorld.CreateAsync();
        for (var round = 0; round < 25; round++)
        {
            var (appeal, key) = (await world.ChatAsync($"7{round}"), $"round-{round}");
            var sending = world.As(world.Operator).SendAsync(new SendRequest(appeal, "Да", null, key), default);
            // The last of these begin before the answer commits and end after it.
            await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
            {
                do await world.As(world.Operator).SaveDraftAsync(appeal, "Да", key, default);
                while (!sending.IsCompleted);
            }));
            await sending;

            Assert.Null((await world.As(world.Operator).LoadDraftAsync(appeal, default)).Text);
        }
    }
}
