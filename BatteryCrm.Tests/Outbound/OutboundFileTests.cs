using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Channels;

namespace BatteryCrm.Tests.Outbound;

public sealed class OutboundFileTests
{
    [Fact]
    public async Task Round_AnswerWithAFile_LeavesWithItAndHasTimeForIt()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        byte[] content = [0x89, 0x50, 0x4E, 0x47, .. new byte[600_000], 7];
        var id = await world.FileAnswerAsync(await world.ChatAsync("71"), "Вот", content);
        var early = await node.Queue.ClaimAsync([Platforms.Telegram], [], 1, TimeSpan.FromSeconds(60), default);
        var lease = (await world.OutboxAsync(id)).LeaseUntil!.Value - world.Clock.GetUtcNow();
        Assert.Equal(60 + content.Length / 262_144.0, lease.TotalSeconds, 0.01);
        await node.Queue.SettleAsync(Assert.Single(early), new SendOutcome.Retry(), world.Clock.GetUtcNow(), default);

        Assert.Equal(1, await node.RoundAsync());

        var request = Assert.Single(world.Bot.Sends);
        Assert.Equal(("sendPhoto", "Вот"), (request.Method, request.Body["caption"]!.GetValue<string>()));
        Assert.Equal(content, request.Uploads["photo"].Content);
        Assert.Equal(OutboundStates.Sent, (await world.OutboxAsync(id)).State);
    }

    [Fact]
    public async Task Round_FileThatTheStoreHasLost_FailsAndTheChatGoesOn()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        var appeal = await world.ChatAsync("71");
        var lost = await world.FileAnswerAsync(appeal, "Вот", new byte[300_000]);
        await world.AnswerAsync(appeal, "дальше");
        await world.Database.ExecuteAsync("delete from stored_file_chunks where no = 1");

        await node.RoundAsync();
        await node.RoundAsync();

        Assert.Equal(OutboundStates.Failed, (await world.OutboxAsync(lost)).State);
        Assert.Equal("дальше", Assert.Single(world.Bot.Sends).Text);
    }
}
