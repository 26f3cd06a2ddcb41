using Npgsql;

namespace BatteryCrm.Web.Screens.Reports;

/// <summary>The values of a group's keys; empty for the total. Equal by their values.</summary>
public sealed class GroupKey(IReadOnlyList<string?> values) : IEquatable<GroupKey>
{
    public IReadOnlyList<string?> Values { get; } = values;

    public int Depth => Values.Count;

    /// <summary>Of a row: the keys, then <c>grouping()</c>, whose set bits are keys that were summed up over.</summary>
    /// <param name="keys">How many there are.</param>
    internal static GroupKey Of(NpgsqlDataReader reader, int keys)
    {
        if (keys == 0) return new GroupKey([]);
        var depth = keys;
        for (var over = reader.GetInt32(keys); over > 0; over >>= 1) depth--;
        return new GroupKey([.. Enumerable.Range(0, depth).Select(i => reader.IsDBNull(i) ? null : reader.GetString(i))]);
    }

    public bool IsBelow(GroupKey other) => Depth == other.Depth + 1 && Values.Take(other.Depth).SequenceEqual(other.Values);

    public bool Equals(GroupKey? other) => other is not null && Values.SequenceEqual(other.Values);

    public override bool Equals(object? obj) => Equals(obj as GroupKey);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var value in Values) hash.Add(value, StringComparer.Ordinal);
        return hash.ToHashCode();
    }
}
