using Microsoft.AspNetCore.Mvc;

namespace BatteryCrm.Web.Security;

/// <summary>Forms of a few fields: what is larger is none of ours and is not read to its end.</summary>
internal static class SmallForms
{
    /// <summary>Bytes of a whole body.</summary>
    public const int Limit = 64 * 1024;

    /// <summary>The server refuses larger bodies, also those that do not tell their length (413).</summary>
    public static TBuilder TakesSmallForms<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new RequestSizeLimitAttribute(Limit));
}
