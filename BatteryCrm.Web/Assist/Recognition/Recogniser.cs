namespace BatteryCrm.Web.Assist.Recognition;

/// <summary>Reads devices and repairs out of clients' words by one tenant's catalogue. Immutable, for any number of threads; a message takes some microseconds.</summary>
public sealed class Recogniser
{
    private readonly NameTree tree;
    private readonly RepairWords repairs;

    public Recogniser(RecognitionCatalogue catalogue)
    {
        tree = new NameTree(catalogue);
        repairs = new RepairWords(catalogue);
    }

    /// <summary>The same text always gives the same answer.</summary>
    /// <param name="text">One message, or several joined by line breaks.</param>
    public Recognised Recognise(string text)
    {
        var words = Spelling.Split(text);
        var mentions = new DeviceReader(tree, words).Read();
        var found = repairs.Read(words);
        var (brand, model, device) = Device(mentions);
        var (type, repair) = RepairWords.Decide(found);
        var spans = mentions.Select(m => Span(m.Kind, words, m.From, m.To, m.ModelId ?? m.BrandId)).Concat(found.Select(f => Span(SpanKind.Repair, words, f.From, f.To, f.TypeId)));
        return new Recognised(brand, model, type, device, repair, [.. spans.OrderBy(s => s.Start).ThenBy(s => s.Kind)]);
    }

    private static (Guid? Brand, Guid? Model, DeviceFinding Finding) Device(List<Mention> mentions)
    {
        if (mentions.Count == 0) return (null, null, DeviceFinding.NotNamed);
        var brands = mentions.Select(m => m.BrandId).Distinct().ToList();
        var brand = brands is [var one] ? one : null;
        var models = mentions.Where(m => m.Kind is SpanKind.Model).Select(m => m.ModelId).Distinct().ToList();
        var isUnknown = mentions.Exists(m => m.Kind is SpanKind.UnknownModel);
        if (brands.Count > 1 || models.Count > 1 || (models.Count == 1 && isUnknown)) return (brand, null, DeviceFinding.TwoDevices);
        if (models is [var model]) return (brand, model, DeviceFinding.Model);
        return (brand, null, isUnknown ? DeviceFinding.UnknownModel : DeviceFinding.BrandOnly);
    }

    private static RecognisedSpan Span(SpanKind kind, List<Word> words, int from, int to, Guid? id) => new(kind, words[from].Start, words[to - 1].End - words[from].Start, id);
}
