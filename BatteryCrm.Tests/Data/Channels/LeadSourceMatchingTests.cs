using BatteryCrm.Data;
using BatteryCrm.Data.Channels;

namespace BatteryCrm.Tests.Data.Channels;

/// <summary>The order of the rules, against the same told the long way.</summary>
public sealed class LeadSourceMatchingTests
{
    private const int Worlds = 3000;
    private static readonly string?[] Words = [null, null, "", " ", "yandex", "Yandex ", "YANDEX", "cpc", "замена", "ЗАМЕНА"];
    private static readonly string?[] Codes = [null, null, "", "flyer-7", "FLYER-7", " flyer-7", "440012", "99"];

    [Fact]
    public void Resolve_ThousandsOfMarksAndSources_SaysWhatTheLongWaySays()
    {
        var (byMarks, byRepeat, byChannel) = (0, 0, 0);
        for (var seed = 0; seed < Worlds; seed++)
        {
            var random = new Random(seed);
            var sources = Enumerable.Range(0, random.Next(0, 9)).Select(_ => new LeadSourceRule(Ids.New(), Ids.New(), Raw(random))).ToList();
            var raw = Raw(random);
            var marks = LeadMarks.Of(raw.UtmSource, raw.UtmMedium, raw.UtmCampaign, raw.UtmTerm, raw.UtmContent, raw.Code, Codes[random.Next(Codes.Length)], Codes[random.Next(Codes.Length)]);
            var (hasCompleted, repeat, sales) = (random.Next(2) == 0, random.Next(3) == 0 || sources.Count == 0 ? Ids.New() : sources[random.Next(sources.Count)].Id, random.Next(2) == 0 ? Ids.New() : (Guid?)null);

            var said = LeadSourceMatching.Resolve(sources, marks, hasCompleted, repeat, sales);

            Assert.True(said == TheLongWay(sources, marks, hasCompleted, repeat, sales), $"World {seed}: {marks} among {string.Join('\n', sources)}");
            if (said.ByMarks) byMarks++;
            else if (said.LeadSourceId is not null) byRepeat++;
            else byChannel++;
        }

        // Every rule had its say.
        Assert.True(byMarks > 300 && byRepeat > 100 && byChannel > 300, $"{byMarks} {byRepeat} {byChannel}");
    }

    [Fact]
    public void Ties_AreDecidedBySourceMediumCampaignContentTerm_ThenByAge()
    {
        var all = new LeadMarks("a", "b", "c", "d", "e");
        LeadMarks[] byWeight = [new(UtmTerm: "d"), new(UtmContent: "e"), new(UtmTerm: "d", UtmContent: "e"), new(UtmCampaign: "c"), new(UtmMedium: "b"), new(null, "b", "c", "d", "e"), new(UtmSource: "a"), new("a", "b")];
        var sources = byWeight.Select(m => new LeadSourceRule(Ids.New(), Ids.New(), m)).ToList();
        for (var i = 1; i <= sources.Count; i++) Assert.Equal(sources[i - 1].Id, LeadSourceMatching.Find(sources[..i], all)!.Id);
        for (var i = 1; i <= sources.Count; i++) Assert.Equal(sources[i - 1].Id, LeadSourceMatching.Find([.. sources[..i].AsEnumerable().Reverse()], all)!.Id);

        var (older, younger) = (sources[^1], sources[^1] with { Id = Ids.New() });
        Assert.Equal(older.Id, LeadSourceMatching.Find([older, younger], all)!.Id);
        Assert.Null(LeadSourceMatching.Find([new LeadSourceRule(Ids.New(), Ids.New(), new LeadMarks(" ", "", null))], all));
    }

    [Fact]
    public void Marks_AreTrimmedCutAndKeyed_InAnyCase()
    {
        Assert.Equal(LeadMarks.None, LeadMarks.Of(" ", "", null, "\t", code: ""));
        Assert.Null(LeadMarks.None.Key);
        var endless = LeadMarks.Of(new string('я', 10_000), "😀" + new string('b', 10_000), code: new string('c', 10_000), adId: "\0bad");
        Assert.Equal((200, 200, 200, "\uFFFDbad"), (endless.UtmSource!.Length, endless.UtmMedium!.Length, endless.Code!.Length, endless.AdId));
        Assert.Equal(LeadMarks.Of("Яндекс", "cpc").Key, LeadMarks.Of(" яндекс ", "CPC", adId: "one-click").Key);
        string?[] keys =
        [
            LeadMarks.Of("a", "b").Key, LeadMarks.Of("a", utmCampaign: "b").Key, LeadMarks.Of("b", "a").Key, LeadMarks.Of(code: "a").Key, LeadMarks.Of(adId: "a").Key, LeadMarks.Of(itemId: "a").Key, LeadMarks.Of("a\nb").Key,
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.All(keys, k => Assert.InRange(k!.Length, 10, 40));
    }

    [Theory]
    [InlineData("Листовка у метро", "listovka_u_metro")]
    [InlineData("Объявление «Ремонт iPhone»", "obyavlenie_remont_iphone")]
    [InlineData("Щёлково, подъезд 7", "schelkovo_podezd_7")]
    [InlineData("修理", "")]
    public void Code_OfAName_IsSaidInLatinLetters(string name, string code)
    {
        Assert.Equal(code, LeadCodes.Of(name));
        Assert.Equal(code.Length > 0, LeadCodes.IsFit(code));
    }

    [Fact]
    public void Code_FitsAStartParameter_AndIsFoundInAText()
    {
        Assert.True(LeadCodes.IsFit(new string('a', 64)) && LeadCodes.IsFit("Az_09-"));
        foreach (var no in (string?[])[null, "", new string('a', 65), "код", "a b", "a.b", "a\n"]) Assert.False(LeadCodes.IsFit(no), no);
        Assert.Equal("flyer-7", LeadCodes.InText(LeadCodes.TextOf("Здравствуйте!", "flyer-7")));
        Assert.Null(LeadCodes.InText("[не код] здравствуйте"));
        Assert.True(LeadCodes.Of(new string('щ', 500)).Length <= LeadCodes.Longest);
    }

    private static LeadMarks Raw(Random random)
    {
        string? Any(string?[] of) => random.Next(3) == 0 ? of[random.Next(of.Length)] : null;
        return new LeadMarks(Any(Words), Any(Words), Any(Words), Any(Words), Any(Words), Any(Codes));
    }

    private static LeadAttribution TheLongWay(List<LeadSourceRule> sources, LeadMarks given, bool hasCompleted, Guid? repeat, Guid? sales)
    {
        static string Plain(string? mark) => (mark ?? string.Empty).Trim().ToUpperInvariant();
        static string[] Utm(LeadMarks of) => [Plain(of.UtmSource), Plain(of.UtmMedium), Plain(of.UtmCampaign), Plain(of.UtmContent), Plain(of.UtmTerm)];
        var utm = Utm(given);
        var fits = sources.Where(s => Utm(s.Marks) is var rule && rule.Any(r => r.Length > 0) && rule.Zip(utm).All(p => p.First.Length == 0 || p.First == p.Second)).ToList();
        var ordered = fits.OrderByDescending(s => Plain(s.Marks.UtmSource).Length > 0).ThenByDescending(s => Plain(s.Marks.UtmMedium).Length > 0).ThenByDescending(s => Plain(s.Marks.UtmCampaign).Length > 0)
            .ThenByDescending(s => Plain(s.Marks.UtmContent).Length > 0).ThenByDescending(s => Plain(s.Marks.UtmTerm).Length > 0).ThenBy(sources.IndexOf).ToList();
        if (ordered.Count > 0) return new LeadAttribution(ordered[0].Id, ordered[0].SalesChannelId, ByMarks: true);
        foreach (var word in (string?[])[given.Code, given.AdId, given.ItemId])
        {
            var index = Plain(word).Length == 0 ? -1 : sources.FindIndex(s => Plain(s.Marks.Code) == Plain(word));
            if (index >= 0) return new LeadAttribution(sources[index].Id, sources[index].SalesChannelId, ByMarks: true);
        }

        var again = hasCompleted ? sources.Find(s => s.Id == repeat) : null;
        return again is null ? new LeadAttribution(null, sales, ByMarks: false) : new LeadAttribution(again.Id, again.SalesChannelId, ByMarks: false);
    }
}
