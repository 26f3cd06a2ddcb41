using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using BatteryCrm.Tests.Security;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web;
using BatteryCrm.Web.Screens.Profile;

namespace BatteryCrm.Tests.Screens.SignIn;

/// <summary>A device with one passkey (WebAuthn level 2: ES256, attestation "none"), written here once more, so that the program is not its own judge.</summary>
internal sealed class SoftKey : IDisposable
{
    private const byte Present = 1;
    private const byte Verified = 4;
    private const byte HasCredential = 64;
    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public byte[] Id { get; set; } = RandomNumberGenerator.GetBytes(32);

    public string UserHandle { get; set; } = string.Empty;

    /// <summary>Of uses; zero = the device counts none, as those do that share their keys.</summary>
    public uint Count { get; set; }

    /// <summary>Whether it made sure of its person.</summary>
    public bool IsVerified { get; set; } = true;

    /// <summary>The site for which it answers; null = the one that asks.</summary>
    public string? Site { get; set; }

    public string? Origin { get; set; }

    public bool IsForged { get; set; }

    public string IdText => Base64Url.EncodeToString(Id);

    public void Dispose() => key.Dispose();

    public string Create(string options, string origin)
    {
        var asked = JsonDocument.Parse(options).RootElement;
        UserHandle = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(asked.GetProperty("user").GetProperty("id").GetString()));
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        byte[] cose = [0xA5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32, .. point.X!, 0x22, 0x58, 32, .. point.Y!];
        byte[] length = [(byte)(Id.Length >> 8), (byte)Id.Length];
        byte[] data = [.. Head(asked.GetProperty("rp").GetProperty("id").GetString()!, HasCredential), .. new byte[16], .. length, .. Id, .. cose];
        byte[] attestation = [0xA3, .. Word("fmt"), .. Word("none"), .. Word("attStmt"), 0xA0, .. Word("authData"), 0x59, (byte)(data.Length >> 8), (byte)data.Length, .. data];
        var client = Client("webauthn.create", asked, origin);
        return Answer(new { clientDataJSON = Base64Url.EncodeToString(client), attestationObject = Base64Url.EncodeToString(attestation), transports = new[] { "internal" } });
    }

    public string Get(string options, string origin)
    {
        var asked = JsonDocument.Parse(options).RootElement;
        var client = Client("webauthn.get", asked, origin);
        var data = Head(asked.GetProperty("rpId").GetString()!, 0);
        var signature = key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        if (IsForged) signature = ECDsa.Create(ECCurve.NamedCurves.nistP256).SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return Answer(new
        {
            clientDataJSON = Base64Url.EncodeToString(client), authenticatorData = Base64Url.EncodeToString(data), signature = Base64Url.EncodeToString(signature),
            userHandle = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(UserHandle)),
        });
    }

    private static byte[] Word(string word) => [(byte)(0x60 | word.Length), .. Encoding.ASCII.GetBytes(word)];

    private byte[] Head(string site, byte flags)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(count, Count);
        return [.. SHA256.HashData(Encoding.UTF8.GetBytes(Site ?? site)), (byte)(Present | (IsVerified ? Verified : 0) | flags), .. count];
    }

    private byte[] Client(string type, JsonElement asked, string origin) =>
        JsonSerializer.SerializeToUtf8Bytes(new { type, challenge = asked.GetProperty("challenge").GetString(), origin = Origin ?? origin, crossOrigin = false });

    private string Answer(object response) => JsonSerializer.Serialize(new { id = IdText, rawId = IdText, type = "public-key", clientExtensionResults = new { }, response });
}

/// <summary>A browser that has come by the site's name, as passkeys want it.</summary>
internal static partial class PasskeyBrowser
{
    public static HttpClient NewBrowserByName(this ConsoleNode node, CookieContainer? cookies = null)
    {
        var browser = node.NewBrowser(cookies);
        browser.BaseAddress = new UriBuilder(node.Address) { Host = "localhost" }.Uri;
        browser.DefaultRequestHeaders.Add("Origin", browser.OriginOf());
        return browser;
    }

    public static async Task<HttpClient> SignedInByNameAsync(this ConsoleNode node, string login, CookieContainer? cookies = null)
    {
        var browser = node.NewBrowserByName(cookies);
        using var answer = await browser.SignInAsync(login, Given.Password);
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        return browser;
    }

    public static string OriginOf(this HttpClient browser) => browser.BaseAddress!.GetLeftPart(UriPartial.Authority);

    /// <summary>The options for a new passkey, for the right password.</summary>
    public static async Task<string> StartAsync(this HttpClient browser, string name = "Ноутбук")
    {
        using var page = await browser.PostAsync(PasskeyEndpoints.StartPath, ("name", name), ("password", Given.Password));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        return Options().Match(await page.Content.ReadAsStringAsync()).Groups["options"].Value is { Length: > 0 } options ? WebUtility.HtmlDecode(options) : throw new InvalidOperationException("The page holds no options.");
    }

    /// <summary>Adds the device's passkey.</summary>
    public static async Task AddAsync(this HttpClient browser, SoftKey key, string name = "Ноутбук")
    {
        using var added = await browser.PostAsync(PasskeyEndpoints.AddPath, ("credential", key.Create(await browser.StartAsync(name), browser.OriginOf())), ("name", name));
        Assert.Equal(PasskeyEndpoints.Path + "?said=added", added.WhereTo());
    }

    public static async Task<string> ChallengeAsync(this HttpClient browser)
    {
        using var answer = await browser.PostAsync("/sign-in/passkey/challenge");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Asks for a challenge and answers it.</summary>
    public static async Task<HttpResponseMessage> SignInWithAsync(this HttpClient browser, SoftKey key, string returnUrl = "/") =>
        await browser.PostAsync("/sign-in/passkey", ("credential", key.Get(await browser.ChallengeAsync(), browser.OriginOf())), ("returnUrl", returnUrl));

    [GeneratedRegex("data-options=\"(?<options>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Options();
}
