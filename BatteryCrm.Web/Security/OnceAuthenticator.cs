using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using BatteryCrm.Data.Operators;
using Microsoft.AspNetCore.Identity;

namespace BatteryCrm.Web.Security;

/// <summary>
/// Codes of the authenticator app (RFC 6238), each good once: the time step of the last one is kept with the operator and only later ones pass (RFC 6238 §5.2).
/// Identity's own accepts a code as often as it is sent while its time lasts. Called under the operator's lock.
/// </summary>
internal sealed class OnceAuthenticator(TimeProvider time) : AuthenticatorTokenProvider<Operator>
{
    /// <summary>The sealed token that holds the step last used; goes when the second factor is switched off.</summary>
    public const string StepToken = "AuthenticatorStep";
    public const string TokensOf = "[AspNetUserStore]";

    private const int SecondsOfAStep = 30;

    // Phones' clocks go wrong; Identity's own tolerance.
    private const int Tolerance = 2;

    public override async Task<bool> ValidateAsync(string purpose, string token, UserManager<Operator> manager, Operator user)
    {
        if (await manager.GetAuthenticatorKeyAsync(user) is not { Length: > 0 } key || token.Length != 6 || !token.All(char.IsAsciiDigit)) return false;
        var used = long.TryParse(await manager.GetAuthenticationTokenAsync(user, TokensOf, StepToken), CultureInfo.InvariantCulture, out var last) ? last : long.MinValue;
        var now = time.GetUtcNow().ToUnixTimeSeconds() / SecondsOfAStep;
        var secret = FromBase32(key);
        for (var step = Math.Max(now - Tolerance, used + 1); step <= now + Tolerance; step++)
        {
            if (!CryptographicOperations.FixedTimeEquals(CodeBytes(secret, step), System.Text.Encoding.ASCII.GetBytes(token))) continue;
            // Fails when somebody else changed the operator meanwhile: then the code may be used up already.
            return (await manager.SetAuthenticationTokenAsync(user, TokensOf, StepToken, step.ToString(CultureInfo.InvariantCulture))).Succeeded;
        }

        return false;
    }

    private static byte[] CodeBytes(byte[] secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
#pragma warning disable CA5350 // What authenticator apps use.
        var hash = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15, 4)) & int.MaxValue;
        return System.Text.Encoding.ASCII.GetBytes((number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture));
    }

    // Identity makes the key: 160 bits in the alphabet of RFC 4648, without padding.
    private static byte[] FromBase32(string key)
    {
        var bytes = new byte[key.Length * 5 / 8];
        for (var i = 0; i < bytes.Length * 8; i++)
        {
            var digit = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(key[i / 5], StringComparison.OrdinalIgnoreCase);
            if (((digit >> (4 - (i % 5))) & 1) != 0) bytes[i / 8] |= (byte)(128 >> (i % 8));
        }

        return bytes;
    }
}
