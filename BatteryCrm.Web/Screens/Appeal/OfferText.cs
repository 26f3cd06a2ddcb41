using BatteryCrm.Web.Assist.Recognition;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>A row of the price list in the words of an answer. Clients read Russian, whatever language the operator's console speaks.</summary>
public static class OfferText
{
    /// <summary>What tells an offer from the others beside it: of "Замена дисплея (копия)" and "Замена дисплея (оригинал)" it is "копия" and "оригинал".</summary>
    public static string Apart(ServiceOffer offer, IReadOnlyList<ServiceOffer> all)
    {
        var words = offer.Name.Split(' ');
        var shared = all.Min(o => o.Name.Split(' ').Zip(words).TakeWhile(p => string.Equals(p.First, p.Second, StringComparison.Ordinal)).Count());
        var rest = string.Join(' ', words.Skip(shared)).Trim('(', ')', ' ');
        return rest.Length == 0 ? offer.Name : rest;
    }

    /// <summary>"Замена дисплея на iPhone 13 — 8 500 ₽, около 40 мин."</summary>
    /// <param name="model">Null where only the maker, or nothing, is known.</param>
    public static string Of(ServiceOffer offer, string? model, decimal price) =>
        $"{offer.Name}{(model is null ? null : $" на {model}")} — {MoneyText.Of(price)}, около {MoneyText.Duration(offer.Minutes, "{0} ч", "{0} мин")}.";
}
