namespace BatteryCrm.Tests.Rules;

/// <summary>
/// A message goes one way through the house: webhook, intake, live, screen, outbox, sender. Each folder uses those named here and no other, so that nothing
/// points back and no screen knows another.
/// </summary>
public sealed class DirectionTests
{
    private const string Web = "BatteryCrm.Web";

    // Data, Links and Security (who works here, what is sealed) are open to all.
    private static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["Security"] = [],
        ["Live"] = [],
        ["Health"] = ["Live"],
        ["Intake"] = ["Live"],
        ["Channels"] = ["Intake", "Live"],
        ["Outbound"] = ["Channels", "Health", "Live"],
        ["Reminders"] = [],
        ["Bulk"] = [],
        ["People"] = ["Bulk", "Intake", "Live", "Outbound", "Parts"],
        ["Assist"] = ["Live"],
        ["Parts"] = ["Assist", "Live"],
        ["Shell"] = ["Live", "Parts"],
        ["Screens"] = ["Assist", "Live", "Parts", "People", "Shell"],
        ["Cli"] = ["Assist", "Channels"],
    };

    // A session ends at once when a live event says that its rights did; the other two wire what they start.
    private static readonly string[] Exceptions = ["Security.OperatorChanges → Live", "Health.HealthSetup → Outbound", "Shell.ScreensSetup → Screens"];

    // The inbox frames the open appeal: both are one page to people, with an address of its own for each.
    private const string Frame = "Screens.Inbox.InboxPage";

    [Fact]
    public void Folders_Use_OnlyWhatLiesAheadOfThem()
    {
        var uses = Uses.Web.Select(u => (From: Folder(u.User), To: Folder(u.Used), u.User, u.Used))
            .Where(u => u.From is not null && u.To is not null and not "Security" && !string.Equals(u.From, u.To, StringComparison.Ordinal))
            .Where(u => !MayUse.TryGetValue(u.From!, out var allowed) || !allowed.Contains(u.To)).ToList();
        var wrong = uses.Where(u => !Exceptions.Contains($"{Short(u.User)} → {u.To}"))
            .Select(u => $"{u.From} → {u.To}: {Short(u.User)} uses {Short(u.Used)}").Distinct().Order(StringComparer.Ordinal).ToList();

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.All(Exceptions, e => Assert.Contains(uses, u => $"{Short(u.User)} → {u.To}" == e));
    }

    // The table itself points one way.
    [Fact]
    public void Folders_AsAllowed_FormNoCircle()
    {
        var left = MayUse.ToDictionary(f => f.Key, f => f.Value.ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        while (left.Count > 0)
        {
            var free = left.Where(f => f.Value.Count == 0).Select(f => f.Key).ToList();
            Assert.True(free.Count > 0, "These go round: " + string.Join(", ", left.Keys));
            foreach (var folder in free) left.Remove(folder);
            foreach (var uses in left.Values) uses.ExceptWith(free);
        }
    }

    [Fact]
    public void Folders_OfTheProgram_AreAllNamedHere()
    {
        var folders = Uses.Web.Select(u => Folder(u.User)).OfType<string>().ToHashSet(StringComparer.Ordinal);
        Assert.Equal(MayUse.Keys.Order(StringComparer.Ordinal), folders.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Screens_Never_NameAnother()
    {
        var wrong = Uses.Web.Select(u => (From: Screen(u.User), To: Screen(u.Used), u.User, u.Used))
            .Where(u => u.From is not null && u.To is not null && !string.Equals(u.From, u.To, StringComparison.Ordinal))
            .Where(u => Short(u.User) is not Frame || u.To is not "Appeal")
            .Select(u => $"{Short(u.User)} uses {Short(u.Used)}").Distinct().ToList();

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Channels_Never_NameAnother()
    {
        var platforms = (string[])["Telegram", "Vk", "WhatsApp", "Avito", "Max", "Form", "Phone"];
        var wrong = Uses.Web.Select(u => (From: Part(u.User, "Channels"), To: Part(u.Used, "Channels"), u.User, u.Used))
            .Where(u => platforms.Contains(u.From) && platforms.Contains(u.To) && !string.Equals(u.From, u.To, StringComparison.Ordinal))
            .Select(u => $"{Short(u.User)} uses {Short(u.Used)}").Distinct().ToList();

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Data_Always_KnowsNothingOfTheProgram() =>
        Assert.DoesNotContain(typeof(BatteryCrm.Data.CrmDb).Assembly.GetReferencedAssemblies(), a => a.Name is Web);

    private static string? Folder(string type) => type.StartsWith(Web + ".", StringComparison.Ordinal) && type.Split('.') is { Length: > 3 } parts ? parts[2] : null;

    private static string? Screen(string type) => Part(type, "Screens");

    private static string? Part(string type, string folder) =>
        type.StartsWith($"{Web}.{folder}.", StringComparison.Ordinal) && type.Split('.') is { Length: > 4 } parts ? parts[3] : null;

    private static string Short(string type) => type[(Web.Length + 1)..];
}
