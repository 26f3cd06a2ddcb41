namespace BatteryCrm.Web.Assist.Recognition;

/// <summary>What a client's words name, as far as the tenant's catalogue knows it; an id is null where <see cref="Device"/> or <see cref="Repair"/> says why.</summary>
/// <param name="BrandId">Also given when only the brand is sure: an unlisted model, or two models of one maker.</param>
/// <param name="Spans">The words that decided, in the order of the text.</param>
public sealed record Recognised(
    Guid? BrandId, Guid? ModelId, Guid? RepairTypeId, DeviceFinding Device, RepairFinding Repair, IReadOnlyList<RecognisedSpan> Spans);

/// <summary>What came of the device.</summary>
public enum DeviceFinding
{
    /// <summary>Nothing names a device.</summary>
    NotNamed,

    /// <summary>One model.</summary>
    Model,

    /// <summary>A maker and no model.</summary>
    BrandOnly,

    /// <summary>A model that the catalogue lacks ("iPhone 13 Pro Max" beside iPhone 13 Pro), or words that several of its models answer to.</summary>
    UnknownModel,

    /// <summary>Two devices: an appeal has one, so a second has to be opened.</summary>
    TwoDevices,
}

/// <summary>What came of the repair.</summary>
public enum RepairFinding
{
    NotNamed,

    /// <summary>One type of repair.</summary>
    Type,

    /// <summary>Several, and none is the cause of the others.</summary>
    TwoTypes,
}

/// <summary>What a span's words name.</summary>
public enum SpanKind
{
    Brand,
    Model,
    UnknownModel,
    Repair,
}

/// <summary>Words of the text that named something.</summary>
/// <param name="Start">Index of the first character.</param>
/// <param name="Length">In characters.</param>
/// <param name="Id">Of the brand, model or repair type; of an unknown model its brand; null when not even that is known.</param>
public sealed record RecognisedSpan(SpanKind Kind, int Start, int Length, Guid? Id);
