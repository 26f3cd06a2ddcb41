using BatteryCrm.Data;
using BatteryCrm.Data.Files;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Outbound;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Screens.Appeal.Quotes;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatteryCrm.Tests.Screens.Appeal.Quotes;

/// <summary>What an answer quotes: kept with its draft, sent to where it can be quoted, once.</summary>
public sealed class QuoteTests
{
    [Fact]
    public async Task Keep_Quote_StandsInTheDraftOfThisOperatorAloneWithAndWithoutWords()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var (appeal, asked) = await AskedAsync(world, "71", "12", "Сколько стоит?");
        var other = await world.Database.Given.OperatorAsync(world.Tenant);

        Assert.True(await As(world).KeepAsync(appeal, asked, default));

        var alone = await world.As(world.Operator).LoadDraftAsync(appeal, default);
        Assert.Equal((null, new QuotedMessage(asked, MessageTypes.Client, null, "Сколько стоит?", null, world.Channel, "71")), (alone.Text, alone.Quote));
        Assert.Null((await world.As(other).LoadDraftAsync(appeal, default)).Quote);

        // Words come and go, what is quoted stays; and the other way round.
        await world.As(world.Operator).SaveDraftAsync(appeal, "Пять тысяч", "k1", default);
        await world.As(world.Operator).SaveDraftAsync(appeal, "", "k1", default);
        Assert.Equal(asked, (await world.As(world.Operator).LoadDraftAsync(appeal, default)).Quote?.Id);
        await world.As(world.Operator).SaveDraftAsync(appeal, "Шесть", "k1", default);
        await As(world).KeepAsync(appeal, messageId: null, default);
        var words = await world.As(world.Operator).LoadDraftAsync(appeal, default);
        Assert.Equal(("Шесть", null), (words.Text, words.Quote));
    }

    [Fact]
    public async Task Keep_QuoteTakenAway_LeavesNoEmptyDraft()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var (appeal, asked) = await AskedAsync(world, "71", "12");
        await As(world).KeepAsync(appeal, asked, default);

        await As(world).KeepAsync(appeal, messageId: null, default);

        Assert.Equal(0, await world.Database.ScalarAsync<long>("select count(*) from operator_drafts"));
    }

    [Fact]
    public async Task Keep_WhatNobodyCanQuote_IsRefused()
    {
        await using var world = await OutboundWorld.CreateAsync();
        await using var strange = await OutboundWorld.CreateAsync();
        var (appeal, asked) = await AskedAsync(world, "71", "12");
        var (_, theirs) = await AskedAsync(strange, "71", "12");
        var unknown = await world.Database.Given.MessageAsync(world.Tenant, appeal, channelId: world.Channel, chatId: "71");
        await world.Database.ExecuteAsync($"update messages_history set deleted_at = now() where id = '{asked}'");

        foreach (var id in (Guid[])[Ids.New(), theirs, unknown, asked]) Assert.False(await As(world).KeepAsync(appeal, id, default));
    }

    [Fact]
    public async Task Keep_QuoteDeletedMeanwhile_IsNotThereAnyMore()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var (appeal, asked) = await AskedAsync(world, "71", "12");
        await As(world).KeepAsync(appeal, asked, default);

        await world.Database.ExecuteAsync($"update messages_history set deleted_at = now() where id = '{asked}'");

        Assert.Null((await world.As(world.Operator).LoadDraftAsync(appeal, default)).Quote);
    }

    [Fact]
    public async Task Keep_QuoteChosenAndSentAtOnce_IsNotKeptAfterItsAnswer()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var (appeal, asked) = await AskedAsync(world, "71", "12");
        var dispatcher = new ActionDispatcher(new ServiceCollection().BuildServiceProvider());
        var effects = new QuoteEffects(new Store<AppealState>(AppealState.Empty, AppealState.Reduce), As(world), NullLogger<QuoteEffects>.Instance);

        // The database is slow with what was chosen; meanwhile the answer is written.
        await using var db = world.Database.Db(world.Tenant);
        await using var slow = await db.Database.BeginTransactionAsync();
        await Drafts.LockAsync(db, world.Operator, appeal, default);
        var keeping = effects.HandleAsync(new QuoteWanted(appeal, new QuotedMessage(asked, MessageTypes.Client, null, "", null, world.Channel, "71")), dispatcher);
        var accepted = effects.HandleAsync(new AnswerAccepted(appeal, "k1"), dispatcher);
        await slow.CommitAsync();
        await Task.WhenAll(keeping, accepted);

        Assert.Null((await world.As(world.Operator).LoadDraftAsync(appeal, default)).Quote);
    }

    [Fact]
    public async Task Send_Quoting_IsShownSoSentOnceWithTheMessagesIdAndEndsTheDraft()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var (appeal, asked) = await AskedAsync(world, "71", "12", "Сколько стоит?");
        await As(world).KeepAsync(appeal, asked, default);
        var request = new SendRequest(appeal, "Пять тысяч", null, "k1") { ReplyToId = asked };

        var result = await world.As(world.Operator).SendAsync(request, default);
        Assert.Equal(result, await world.As(world.Operator).SendAsync(request, default));
        Assert.Equal(1, await world.Node().RoundAsync());

        Assert.Equal("""{"message_id":12,"allow_sending_without_reply":true}""", Assert.Single(world.Bot.Sends).Body["reply_parameters"]!.ToJsonString());
        Assert.Equal(0, await world.Database.ScalarAsync<long>("select count(*) from operator_drafts"));
        await using var db = world.Database.Db(world.Tenant);
        var row = await MessageRow.From(db, db.Messages.Where(m => m.Id == result.MessageId)).SingleAsync();
        Assert.Equal((asked, "Сколько стоит?", "71"), (row.ReplyToId!.Value, row.ReplyToText, row.PlatformChatId));
    }

    [Fact]
    public async Task Send_WithSeveralFiles_TheFirstMessageAloneQuotes()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var (appeal, asked) = await AskedAsync(world, "71", "12");
        var files = new List<Guid>();
        for (var i = 0; i < 2; i++)
        {
            var stored = await world.Database.Given.AddAsync(new StoredFile { TenantId = world.Tenant, SizeBytes = 1, MimeType = "image/png", Sha256 = "00" }, f => f.Id);
            files.Add(await world.Database.Given.AddAsync(new DraftFile { TenantId = world.Tenant, OperatorId = world.Operator, AppealId = appeal, FileId = stored, FileName = $"{i}.png", Kind = "photo" }, f => f.Id));
        }

        await world.As(world.Operator).SendAsync(new SendRequest(appeal, "Вот", null, "k1") { FileIds = files, ReplyToId = asked }, default);

        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal([asked, null], await db.OutboundMessages.OrderBy(o => o.Seq).Select(o => db.Messages.Single(m => m.Id == o.MessageId).ReplyToId).ToListAsync());
    }

    // Another chat, the platform's own word for it missing, deleted: the client would see no quotation, so there is none here.
    [Fact]
    public async Task Send_WhatCannotBeQuotedThere_LeavesWithoutIt()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var (appeal, asked) = await AskedAsync(world, "71", "12");
        var (_, elsewhere) = await AskedAsync(world, "72", "12");
        var unknown = await world.Database.Given.MessageAsync(world.Tenant, appeal, channelId: world.Channel, chatId: "71");
        await world.Database.ExecuteAsync($"update messages_history set deleted_at = now() where id = '{asked}'");

        foreach (var id in (Guid[])[elsewhere, unknown, asked])
            Assert.NotNull((await world.As(world.Operator).SendAsync(new SendRequest(appeal, "Да", null, $"k-{id}") { ReplyToId = id }, default)).MessageId);

        Assert.Equal(3, await world.Database.ScalarAsync<long>("select count(*) from messages_history where message_type = 'operator' and reply_to_id is null"));
    }

    [Fact]
    public async Task Send_AnotherMessageChosenMeanwhile_KeepsThatForTheNextAnswer()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var (appeal, asked) = await AskedAsync(world, "71", "12");
        var second = await world.Database.Given.MessageAsync(world.Tenant, appeal, channelId: world.Channel, chatId: "71", externalId: "13");
        await world.As(world.Operator).SaveDraftAsync(appeal, "Да", "k1", default);
        await As(world).KeepAsync(appeal, second, default);

        await world.As(world.Operator).SendAsync(new SendRequest(appeal, "Да", null, "k1") { ReplyToId = asked }, default);

        var draft = await world.As(world.Operator).LoadDraftAsync(appeal, default);
        Assert.Equal((null, second), (draft.Text, draft.Quote!.Id));
    }

    private static QuoteActions As(OutboundWorld world)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(world.Operator, world.Tenant, "Ирина", Roles.Operator));
        return new QuoteActions(world.Database.Factory(world.Tenant), current, world.Clock);
    }

    // A client has asked something under an id of the platform.
    private static async Task<(Guid Appeal, Guid Message)> AskedAsync(OutboundWorld world, string chat, string externalId, string text = "Здравствуйте")
    {
        var appeal = await world.Database.Given.AppealAsync(world.Tenant, channelId: world.Channel, waitingSince: world.Clock.GetUtcNow());
        return (appeal, await world.Database.Given.MessageAsync(world.Tenant, appeal, text, channelId: world.Channel, chatId: chat, externalId: externalId, createdAt: world.Clock.GetUtcNow()));
    }
}
