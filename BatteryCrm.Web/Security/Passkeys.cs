using System.Buffers.Text;
using System.Text.Json;
using BatteryCrm.Data.Operators;
using Microsoft.AspNetCore.Identity;

namespace BatteryCrm.Web.Security;

/// <summary>Passkeys (WebAuthn) of operators: keys that a device holds and gives out for this site alone, after it has made sure of its person.</summary>
public static class Passkeys
{
    /// <summary>As many as somebody may have.</summary>
    public const int Most = 10;

    // WebAuthn's bound; as large as the database takes.
    private const int LongestId = 1023;

    /// <summary>How long a challenge may be answered, and a first step wait for its code: the life of their cookie.</summary>
    public static readonly TimeSpan ChallengeLasts = TimeSpan.FromMinutes(5);

    /// <summary>Whether the request came by a name: a passkey belongs to a domain, browsers refuse it for an address of numbers.</summary>
    public static bool WorkAt(HttpContext http) => Uri.CheckHostName(http.Request.Host.Host) == UriHostNameType.Dns;

    /// <summary>The id of the passkey with which a browser's answer claims to be signed; null when it is no such answer.</summary>
    /// <param name="credential">JSON of a <c>PublicKeyCredential</c>.</param>
    public static byte[]? IdIn(string credential)
    {
        try
        {
            using var answer = JsonDocument.Parse(credential);
            return IdOf(answer.RootElement.GetProperty("id").GetString());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The id as it stands in forms and in browsers' answers (base64url); null when it is none.</summary>
    public static byte[]? IdOf(string? text) => Base64Url.IsValid(text) && Base64Url.DecodeFromChars(text) is { Length: > 0 and <= LongestId } id ? id : null;

    /// <summary>Removes all of an operator; for who has lost the device that holds them.</summary>
    public static async Task RemoveAllAsync(UserManager<Operator> users, Operator user)
    {
        foreach (var passkey in await users.GetPasskeysAsync(user)) await users.RemovePasskeyAsync(user, passkey.CredentialId);
        await users.RemoveAuthenticationTokenAsync(user, OnceAuthenticator.TokensOf, OncePasskeys.SpentToken);
    }
}
