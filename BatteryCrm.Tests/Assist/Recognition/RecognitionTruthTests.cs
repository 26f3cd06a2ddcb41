using System.Diagnostics;
using Xunit.Abstractions;

namespace BatteryCrm.Tests.Assist.Recognition;

/// <summary>How much of what a reader sees the recogniser sees: every spelling of the catalogue, and sentences of clients.</summary>
public sealed class RecognitionTruthTests(ITestOutputHelper output)
{
    private readonly DemoNames names = new();
    private readonly Truth truth = Truth.Read();

    [Fact]
    public void Truth_CoversTheCatalogueAndEnoughSentences()
    {
        Assert.Equal(40, names.Models.Count);
        Assert.All(names.Models, m => Assert.All(m.Aliases.Append(m.Name), a => Assert.Contains(truth.Aliases, r => r.Text == a && r.Model == m.Name)));
        Assert.True(truth.Sentences.Count >= 60 && truth.Sentences.Count(s => s.Model is null) >= 20, $"{truth.Sentences.Count} sentences");
    }

    [Fact]
    public void Aliases_OfEveryModel_AreItsModel() => Score(truth.Aliases, "aliases", least: 0.95);

    [Fact]
    public void Sentences_OfClients_GiveTheModelThatAReaderSees() => Score([.. truth.Sentences.Where(s => s.Model is not null)], "sentences with a model", least: 0.95);

    [Fact]
    public void Sentences_WithoutAModel_NeverGiveOne()
    {
        var rows = truth.Sentences.Where(s => s.Model is null).ToList();
        var wrong = rows.Where(s => names.Answer(s.Text).Model is not null).Select(s => $"{s.Text} → {names.Answer(s.Text).Model}").ToList();
        output.WriteLine($"sentences without a model: {rows.Count}, wrong models: {wrong.Count}");
        Assert.Empty(wrong);
    }

    [Fact]
    public void Sentences_Always_GiveBrandAndRepairThatAReaderSees()
    {
        var brands = truth.Sentences.Where(s => names.Answer(s.Text).Brand != s.Brand).Select(s => $"{s.Text} → {names.Answer(s.Text).Brand ?? "–"} instead of {s.Brand ?? "–"}").ToList();
        var repairs = truth.Sentences.Where(s => names.Answer(s.Text).Repair != s.Repair).Select(s => $"{s.Text} → {names.Answer(s.Text).Repair ?? "–"} instead of {s.Repair ?? "–"}").ToList();
        foreach (var line in brands.Concat(repairs)) output.WriteLine(line);
        var all = truth.Sentences.Count;
        output.WriteLine($"of {all} sentences: right brand {all - brands.Count}, right repair {all - repairs.Count}");
        Assert.True(brands.Count <= all * 0.05 && repairs.Count <= all * 0.05, string.Join('\n', brands.Concat(repairs)));
    }

    // A message costs microseconds; the bound is for the slowest machine.
    [Fact]
    public void Recognise_OneMessage_TakesUnderAMillisecond()
    {
        foreach (var row in truth.Sentences) names.Recognise(row.Text);
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 10; i++)
            foreach (var row in truth.Sentences) names.Recognise(row.Text);
        var each = watch.Elapsed / (10 * truth.Sentences.Count);
        output.WriteLine($"{each.TotalMicroseconds:0} µs a message");
        Assert.True(each < TimeSpan.FromMilliseconds(1), $"{each.TotalMicroseconds:0} µs");
    }

    private void Score(IReadOnlyCollection<TruthRow> rows, string what, double least)
    {
        var wrong = rows.Where(r => names.Answer(r.Text).Model != r.Model || names.Answer(r.Text).Brand != r.Brand)
            .Select(r => $"{r.Text} → {names.Answer(r.Text).Brand} {names.Answer(r.Text).Model ?? "–"} instead of {r.Model}").ToList();
        foreach (var line in wrong) output.WriteLine(line);
        output.WriteLine($"{what}: {rows.Count - wrong.Count} of {rows.Count} right, {100.0 * (rows.Count - wrong.Count) / rows.Count:0.0} %");
        Assert.True(wrong.Count <= rows.Count * (1 - least), string.Join('\n', wrong));
    }
}
