using System.Security.Cryptography;
using System.Text;
using BatteryCrm.Data.Knowledge;
using Pgvector;

namespace BatteryCrm.Web.Cli.Seed;

/// <summary>What the shop knows, and two lines that the platform shares with all.</summary>
internal static class DemoKnowledge
{
    public static void Add(DemoShop shop)
    {
        foreach (var line in shop.File.Knowledge) shop.Scope.Add(Entry(shop, line, shop.Scope.TenantId));
        foreach (var line in shop.File.SharedKnowledge) shop.Scope.Add(Entry(shop, line, null));
    }

    private static KnowledgeEntry Entry(DemoShop shop, KnowledgeLine line, Guid? tenantId)
    {
        var written = shop.Scope.Day(shop.Scope.Between(20, 180), TimeSpan.FromHours(12));
        return new KnowledgeEntry
        {
            TenantId = tenantId, Content = line.Text, ContentType = line.Type, Source = line.Source, AddedBy = line.By, CreatedAt = written, UpdatedAt = written,
            Metadata = """{"language":"ru"}""", Embedding = line.Embed ? new Vector(Embed(line.Text)) : null,
        };
    }

    /// <summary>
    /// A unit vector that the same text always gets: each word adds one or subtracts one at the place that its hash names. Texts that share words lie near each
    /// other, which is as much meaning as can be had without a model.
    /// </summary>
    internal static float[] Embed(string text)
    {
        var vector = new float[KnowledgeEntry.EmbeddingSize];
        foreach (var word in text.ToLowerInvariant().Split([' ', ',', '.', ':', ';', '?', '!', '—', '«', '»'], StringSplitOptions.RemoveEmptyEntries))
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(word));
            vector[BitConverter.ToUInt16(hash) % vector.Length] += hash[2] % 2 == 0 ? 1 : -1;
        }

        var length = MathF.Sqrt(vector.Sum(x => x * x));
        for (var i = 0; i < vector.Length; i++) vector[i] /= length;
        return vector;
    }
}
