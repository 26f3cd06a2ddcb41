using System.Text.Json;

namespace BatteryCrm.Data.Clients.Merging;

/// <summary>Which of two clients a value is of.</summary>
public enum MergeSide
{
    Master,
    Merged,
}

/// <summary>The columns of <c>clients</c> that a merge may write, and what it writes into them; pure.</summary>
public static class MergeFields
{
    /// <summary>One of two values: the master's, or the other's where the master has none, unless somebody chooses.</summary>
    public static readonly IReadOnlyList<string> Chosen = ["name", "phone", "email", "livesklad_client_id", "blocked_at"];

    /// <summary>The primary view of an identity, by the rule of <see cref="PrimaryIdentities"/>. The identities themselves are united whatever stands here.</summary>
    public static IReadOnlyList<string> Platforms => PrimaryIdentities.Ids;

    /// <summary>True when either is.</summary>
    public static readonly IReadOnlyList<string> Either = ["has_telegram", "has_whatsapp", "has_phone", "has_yandex", "has_google", "has_instagram", "has_avito", "unsubscribed"];

    /// <summary>Goes where <c>blocked_at</c> goes.</summary>
    internal const string BlockedBy = "blocked_by";
    internal const string UpdatedAt = "updated_at";

    /// <summary>All that is ever written.</summary>
    internal static readonly IReadOnlyList<string> All = [.. Chosen, BlockedBy, .. Platforms, .. Either, UpdatedAt];

    /// <summary>What the master's row becomes: only the columns that change.</summary>
    /// <param name="choices">By column of <see cref="Chosen"/>; what is not in it is decided by itself.</param>
    internal static Dictionary<string, JsonElement> OfMaster(IReadOnlyDictionary<string, JsonElement> master, IReadOnlyDictionary<string, JsonElement> merged, IReadOnlyDictionary<string, MergeSide> choices, DateTimeOffset now)
    {
        var after = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var field in Chosen)
        {
            // Nobody is unblocked, and nobody blocked, because a form was left as it was.
            var fillsUp = field is not "blocked_at" && IsEmpty(master[field]) && !IsEmpty(merged[field]);
            var side = choices.TryGetValue(field, out var chosen) ? chosen : fillsUp ? MergeSide.Merged : MergeSide.Master;
            if (side is MergeSide.Master) continue;
            after[field] = merged[field];
            if (field is "blocked_at") after[BlockedBy] = merged[BlockedBy];
        }

        foreach (var field in Platforms.Where(f => IsEmpty(master[f]))) after[field] = merged[field];
        foreach (var field in Either.Where(f => merged[f].GetBoolean())) after[field] = merged[field];
        return Changed(master, after, now);
    }

    /// <summary>What the merged one's row becomes: its identities are the master's now. All else stays as it was, to be found by and to go back to.</summary>
    internal static Dictionary<string, JsonElement> OfMerged(IReadOnlyDictionary<string, JsonElement> merged, DateTimeOffset now) =>
        Changed(merged, Platforms.ToDictionary(f => f, _ => JsonElement.Parse("null")), now);

    /// <summary>Nobody wrote anything into it.</summary>
    public static bool IsEmpty(JsonElement value) => value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined || (value.ValueKind is JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString()));

    private static Dictionary<string, JsonElement> Changed(IReadOnlyDictionary<string, JsonElement> before, Dictionary<string, JsonElement> after, DateTimeOffset now)
    {
        var changed = after.Where(a => !JsonElement.DeepEquals(a.Value, before[a.Key])).ToDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal);
        if (changed.Count > 0) changed[UpdatedAt] = JsonSerializer.SerializeToElement(now);
        return changed;
    }
}
