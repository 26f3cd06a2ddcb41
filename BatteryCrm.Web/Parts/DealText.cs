namespace BatteryCrm.Web.Parts;

/// <summary>The platform's deal types are stored in Russian; this is how they are shown in the operator's language.</summary>
public static class DealText
{
    /// <param name="code">As of <see cref="Data.Catalog.DealType.Code"/>.</param>
    /// <returns>Null for a type that came later than this program.</returns>
    public static string? Of(string? code) => code switch
    {
        "repair" => Texts.DealRepair,
        "purchase" => Texts.DealPurchase,
        "sale" => Texts.DealSale,
        "consultation" => Texts.DealConsultation,
        "spam" => Texts.DealSpam,
        _ => null,
    };
}
