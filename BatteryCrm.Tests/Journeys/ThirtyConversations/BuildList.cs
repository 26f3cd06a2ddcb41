using System.Globalization;
using Xunit.Abstractions;

namespace BatteryCrm.Tests.Journeys.ThirtyConversations;

/// <summary>What a shift without a mouse must have shown, row by row; each is ticked off where it happens, and a row that nobody ticked fails the journey.</summary>
internal sealed class BuildList(ITestOutputHelper output)
{
    public static readonly IReadOnlyList<string> Rows =
    [
        "1 Tabs, and counters that are right",
        "1 The queue narrowed by F",
        "1 A view saved and opened",
        "1 The order changed",
        "1 D: no reply needed",
        "1 Z: put off",
        "2 L: all appeals of a client as one line",
        "2 Pictures, large",
        "2 A voice message played",
        "2 U: the first unanswered message",
        "2 I: words found within the conversation",
        "2 An answer that failed, with the platform's words, sent again",
        "3 A saved reply by its shortcut, filled in",
        "3 Emoji",
        "3 O: a file beside the answer",
        "3 A note that mentions a colleague",
        "3 The channel of the answer chosen",
        "3 A draft after a reload",
        "3 An answer stopped once because a colleague was faster",
        "3 An answer taken back within five seconds",
        "3 An own message edited",
        "3 An own message withdrawn",
        "4 Who looks and who types",
        "4 T: taken, and the colleague sees by whom",
        "4 H: handed over with a comment",
        "4 A client blocked",
        "5 The device by its alias, and the kind of repair",
        "5 P: the price into the answer, which moves the stage",
        "5 S: the stage, with a comment",
        "6 ?: the list of keys",
        "6 Ctrl+K: an appeal, a screen",
        "6 J, K and Enter",
        "7 Found by a part of the name",
        "7 Found by the last digits of the phone",
        "7 Found by another form of a word, and opened there",
        "8 V: rows picked, then all of the filter, one deed and its undoing",
        "9 B: a mention heard and followed",
        "10 The card's history",
    ];

    private readonly HashSet<string> seen = new(StringComparer.Ordinal);

    /// <summary>Those that were not ticked off.</summary>
    public IEnumerable<string> Missing => Rows.Where(r => !seen.Contains(r));

    /// <summary>Does what shows a row; how long it took stands in the output.</summary>
    public async Task SeeAsync(string row, Func<Task> deed)
    {
        Assert.Contains(row, Rows);
        await StepAsync(row, deed);
        seen.Add(row);
    }

    /// <summary>Something between the rows.</summary>
    public async Task StepAsync(string what, Func<Task> deed)
    {
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            await deed();
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"«{what}»: {e.Message}", e);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetElapsedTime(began).TotalSeconds,6:0.0} s  {what}"));
    }

    /// <summary>What somebody without a mouse should know.</summary>
    public void Say(string words) => output.WriteLine("          " + words);
}
