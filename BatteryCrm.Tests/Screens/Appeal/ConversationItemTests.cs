using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Screens.Appeal;
using static BatteryCrm.Tests.Screens.Appeal.Messages;

namespace BatteryCrm.Tests.Screens.Appeal;

public sealed class ConversationItemTests
{
    [Fact]
    public void Of_OneAuthorWithinFiveMinutes_IsOneGroup()
    {
        var items = ConversationItem.Of([Message(1, minute: 0), Message(2, minute: 4), Message(3, minute: 8.9), Message(4, minute: 14)], Zones.Utc);

        Assert.Equal([(true, false), (false, false), (false, true), (true, true)], items.Select(i => (i.IsFirst, i.IsLast)));
    }

    [Fact]
    public void Of_AnotherAuthor_BeginsAGroup()
    {
        var items = ConversationItem.Of(
            [Message(1, minute: 0), Message(2, MessageTypes.Operator, 1, operatorId: Me), Message(3, MessageTypes.Operator, 2, operatorId: Numbered(9)), Message(4, MessageTypes.Note, 3, operatorId: Numbered(9))],
            Zones.Utc);

        Assert.All(items, i => Assert.True(i.IsFirst && i.IsLast));
    }

    [Fact]
    public void Of_AnotherDay_BeginsWithItsName()
    {
        var items = ConversationItem.Of([Message(1, minute: 0), Message(2, minute: 1), Message(3, minute: 16 * 60)], Zones.Utc);

        Assert.Equal([20, null, 21], items.Select(i => i.DayBefore?.Day));
    }

    // 20:30 in London is past midnight in Samara.
    [Fact]
    public async Task Of_TheDay_IsTheTenants()
    {
        await using var database = await TestDatabase.CreateAsync();
        var tenant = await database.Given.TenantAsync();
        await database.Given.AddAsync(new TenantConfig { TenantId = tenant, Key = "timezone", Value = "\"Europe/Samara\"" }, c => c.Id);
        var zone = await Zones.OfAsync(database, tenant);

        var items = ConversationItem.Of([Message(1, minute: 11 * 60), Message(2, minute: 12.5 * 60)], zone);

        Assert.Equal([20, 21], items.Select(i => i.DayBefore?.Day));
        Assert.Equal(12, zone.Local(Noon).Hour);
    }

    [Theory]
    [InlineData("/start", true)]
    [InlineData("/start ad-77_x", true)]
    [InlineData("/started", false)]
    [InlineData("/start ", false)]
    [InlineData("/start верните деньги", false)]
    [InlineData("/start ad 77", false)]
    [InlineData("/start ad-77\nи ещё", false)]
    [InlineData("/start 1234567890123456789012345678901234567890123456789012345678901234", true)]
    [InlineData("/start 12345678901234567890123456789012345678901234567890123456789012345", false)]
    public void Of_PressOfStart_IsALineOfTheSystem(string text, bool isSystem) =>
        Assert.Equal(isSystem, ConversationItem.Of([Message(1, text: text)], Zones.Utc)[0].IsSystem);

    [Fact]
    public void Of_PressOfStartWithAnythingElse_IsShownAsItWasWritten()
    {
        var press = Message(1, text: "/start ad-77_x");
        MessageRow[] more =
        [
            press with { Attachments = [new AttachmentRow(Numbered(5), "photo", FileName: null, MimeType: null, SizeBytes: null, Width: null, Height: null, DurationSeconds: null, "stored", Reason: null)] },
            press with { ReplyToId = Numbered(2) },
            press with { EditedAt = Noon },
            press with { EarlierTexts = ["другое"] },
            press with { Type = MessageTypes.Operator },
        ];

        Assert.True(ConversationItem.Of([press], Zones.Utc)[0].IsSystem);
        Assert.All(more, message => Assert.False(ConversationItem.Of([message], Zones.Utc)[0].IsSystem));
    }
}
