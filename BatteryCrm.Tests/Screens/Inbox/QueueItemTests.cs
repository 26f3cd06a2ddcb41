using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Messages;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Screens.Inbox;
using Bunit;
using static BatteryCrm.Tests.Screens.Inbox.Rows;

namespace BatteryCrm.Tests.Screens.Inbox;

public sealed class QueueItemTests : BunitContext
{
    [Fact]
    public void Row_WithoutAName_SaysSo() => Assert.Equal("Без имени", Show(Row(1) with { ClientName = null }).Find(".name").TextContent);

    [Fact]
    public void Row_NamesAndWordsWithMarkup_AreShownAsWords()
    {
        var row = Show(Row(1, name: "<b>Ж</b>", preview: "<img src=x onerror=alert(1)>"));

        Assert.Equal("<b>Ж</b>", row.Find(".name").TextContent);
        Assert.Contains("<img src=x", row.Find(".second").TextContent, StringComparison.Ordinal);
        Assert.Empty(row.FindAll("b, img"));
    }

    [Theory]
    [InlineData(4, "fine", "4 мин")]
    [InlineData(5, "amber", "5 мин")]
    [InlineData(15, "red", "15 мин")]
    [InlineData(80, "red", "1 ч 20 мин")]
    public void Row_OfAWaitingClient_SaysHowLong(int minutes, string level, string words)
    {
        var time = Show(Row(1, minute: 0), now: Noon.AddMinutes(minutes)).Find("time.wait");

        Assert.Equal((level, words), (time.GetAttribute("data-level"), time.TextContent));
        Assert.Equal(Noon.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture), time.GetAttribute("data-since"));
    }

    [Fact]
    public void Row_Answered_SaysWhenAndByWhomTheLastWordWas()
    {
        var row = Show(Row(1, minute: 0, waits: false), now: Noon.AddMinutes(30));

        Assert.Empty(row.FindAll(".wait"));
        Assert.Equal("08:00", row.Find(".when").TextContent);
        Assert.Equal("Мы:", row.Find(".writer").TextContent);
    }

    [Fact]
    public void Row_WithoutWords_SaysThatThereIsAFile() => Assert.Contains("Вложение", Show(Row(1, preview: " ")).Find(".second").TextContent, StringComparison.Ordinal);

    [Fact]
    public void Row_HeldWithADraft_ShowsBoth()
    {
        var row = Show(Row(1, holder: Colleague) with { DraftPending = true, Stage = Stages.Completed, LastMessageType = MessageTypes.Client });

        Assert.Equal("Ведёт Павел Ветров", row.Find(".holder").GetAttribute("title"));
        Assert.StartsWith("ПВ", row.Find(".holder").TextContent, StringComparison.Ordinal);
        Assert.NotNull(row.Find(".spark"));
        Assert.Contains("done", row.Find(".chip").ClassList);
    }

    [Fact]
    public void Row_InWhichAColleagueWrites_SaysWho()
    {
        var look = new QueueItemLook(QueueTab.Waiting, Me, OpenId: null, Noon, Zones.Utc, []) { Typing = new Dictionary<Guid, string> { [Numbered(1)] = "Ирина печатает…" } };

        Assert.Equal("Ирина печатает…", Render(QueueItem.Of(Row(1), look)).Find(".typing").GetAttribute("title"));
        Assert.Empty(Render(QueueItem.Of(Row(2), look)).FindAll(".typing"));
    }

    [Fact]
    public void Row_ThatIsOpen_IsTheCurrentOneAndAnyRowIsALink()
    {
        var open = Show(Row(1), openId: Numbered(1)).Find("a");
        var other = Show(Row(2), openId: Numbered(1)).Find("a");

        Assert.Equal(("true", null), (open.GetAttribute("aria-current"), other.GetAttribute("aria-current")));
        Assert.Equal($"/appeals/{Numbered(2)}", other.GetAttribute("href"));
    }

    [Fact]
    public void Row_ThatLeftTheTabWhileHeld_IsShownAsLeft() => Assert.Contains("left", Show(Row(1, waits: false)).Find("a").ClassList);

    [Fact]
    public void Row_NotReadYet_HasTheSameShapeAndNoLink()
    {
        var blank = Show(row: null);

        Assert.NotNull(blank.Find(".item.blank"));
        Assert.Empty(blank.FindAll("a"));
    }

    [Fact]
    public void Part_OfAQueueThatChangedElsewhere_IsNotRenderedAgain()
    {
        var (row, look) = (Row(1), new QueueItemLook(QueueTab.Waiting, Me, OpenId: null, Noon, Zones.Utc, []));
        var part = Render<QueueItemPart>(p => p.Add(x => x.Row, row).Add(x => x.Look, look));
        int RenderedWith(QueueRow with, QueueItemLook under)
        {
            part.Render(p => p.Add(x => x.Row, with).Add(x => x.Look, under));
            return part.RenderCount;
        }

        Assert.Equal(1, RenderedWith(row, look with { Now = Noon.AddMinutes(3), OpenId = Numbered(2), Fresh = [Numbered(3)], Typing = new Dictionary<Guid, string> { [Numbered(2)] = "Ирина печатает…" } }));
        Assert.Equal(2, RenderedWith(row with { LastMessagePreview = "ещё" }, look));
        Assert.Contains("ещё", part.Find(".second").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Part_WhoseLookChanged_IsRenderedAgain()
    {
        var (row, look) = (Row(1), new QueueItemLook(QueueTab.Waiting, Me, OpenId: null, Noon, Zones.Utc, []));
        QueueItemLook[] changes = [look with { OpenId = Numbered(1) }, look with { Fresh = [Numbered(1)] }, look with { View = QueueTab.All }, look with { Typing = new Dictionary<Guid, string> { [Numbered(1)] = "Ирина печатает…" } }];
        foreach (var change in changes)
        {
            var part = Render<QueueItemPart>(p => p.Add(x => x.Row, row).Add(x => x.Look, look));
            part.Render(p => p.Add(x => x.Look, change));
            Assert.Equal(2, part.RenderCount);
            Assert.Equal(change.ClassOf(row), part.Find("a").GetAttribute("class"));
        }
    }

    private IRenderedComponent<Microsoft.AspNetCore.Components.IComponent> Show(QueueRow? row, DateTimeOffset? now = null, Guid? openId = null) =>
        Render(QueueItem.Of(row, new QueueItemLook(QueueTab.Waiting, Me, openId, now ?? Noon.AddMinutes(3), Zones.Utc, [])));
}
