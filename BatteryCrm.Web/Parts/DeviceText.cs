namespace BatteryCrm.Web.Parts;

/// <summary>A device by its names.</summary>
public static class DeviceText
{
    /// <summary>"Apple iPhone 13"; a maker that its model's name begins with stands once ("realme C55"). Null while both are unknown.</summary>
    public static string? Of(string? brand, string? model) => (brand, model) switch
    {
        (null, null) => null,
        (_, null) => brand,
        (null, _) => model,
        _ => model.StartsWith(brand, StringComparison.OrdinalIgnoreCase) ? model : $"{brand} {model}",
    };
}
