using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using BatteryCrm.Data.Operators;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace BatteryCrm.Web.Security;

/// <summary>
/// Links with which an operator sets his password: who, until when and the digest of his security stamp, sealed by the installation's keys. Stored nowhere; one use
/// changes the stamp, so that this link and all others of his are void.
/// </summary>
public sealed class OneTimeLinks(IDataProtectionProvider provider, TimeProvider time)
{
    /// <summary>For whoever has no password yet: an invitation.</summary>
    public static readonly TimeSpan InvitationLasts = TimeSpan.FromHours(72);

    /// <summary>For whoever has forgotten his.</summary>
    public static readonly TimeSpan ResetLasts = TimeSpan.FromHours(24);

    private const byte Version = 1;
    private const int Length = 1 + 16 + 8 + SHA256.HashSizeInBytes;

    // Far longer than a token is.
    private const int Longest = 1000;

    private readonly IDataProtector protector = provider.CreateProtector("BatteryCrm.OneTimeLinks");

    public static TimeSpan LastsFor(Operator account) => account.PasswordHash is null ? InvitationLasts : ResetLasts;

    /// <summary>The token of a link, fit for an address.</summary>
    public string Make(Operator account)
    {
        var bytes = new byte[Length];
        bytes[0] = Version;
        account.Id.TryWriteBytes(bytes.AsSpan(1));
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(17), (time.GetUtcNow() + LastsFor(account)).ToUnixTimeSeconds());
        Digest(account).CopyTo(bytes.AsSpan(25));
        return WebEncoders.Base64UrlEncode(protector.Protect(bytes));
    }

    /// <summary>Whose link it is; null when it is none of ours or its time is over. Whether it was used already says <see cref="Fits"/>.</summary>
    public Guid? OperatorOf(string? token) =>
        Open(token) is { } bytes && BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(17)) > time.GetUtcNow().ToUnixTimeSeconds() ? new Guid(bytes.AsSpan(1, 16)) : null;

    /// <summary>Whether nobody has used the link, and nothing else has ended this operator's rights since.</summary>
    public bool Fits(string? token, Operator account) =>
        OperatorOf(token) == account.Id && CryptographicOperations.FixedTimeEquals(Open(token)!.AsSpan(25), Digest(account));

    private byte[]? Open(string? token)
    {
        if (token is not { Length: > 0 and <= Longest }) return null;
        try
        {
            var bytes = protector.Unprotect(WebEncoders.Base64UrlDecode(token));
            return bytes.Length == Length && bytes[0] == Version ? bytes : null;
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            return null;
        }
    }

    private static byte[] Digest(Operator account) => SHA256.HashData(Encoding.UTF8.GetBytes(account.SecurityStamp ?? string.Empty));
}
