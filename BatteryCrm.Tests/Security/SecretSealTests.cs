using System.Security.Cryptography;
using System.Text.Json.Nodes;
using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.DataProtection;

namespace BatteryCrm.Tests.Security;

/// <summary>What a copy of the database tells of channel secrets: nothing.</summary>
public sealed class SecretSealTests
{
    private const string Marker = "s3cr3t-Мarker";
    private readonly SecretSeal seal = new(new EphemeralDataProtectionProvider());

    [Theory]
    [InlineData(Platforms.Telegram, new[] { "bot_token", "webhook_secret" }, new string[0])]
    [InlineData(Platforms.Vk, new[] { "access_token", "secret", "confirmation_code" }, new[] { "group_id" })]
    [InlineData(Platforms.WhatsApp, new[] { "access_token", "app_secret", "verify_token" }, new[] { "phone_number_id" })]
    [InlineData(Platforms.Avito, new[] { "client_secret", "webhook_secret" }, new[] { "client_id", "user_id" })]
    [InlineData(Platforms.Max, new[] { "access_token", "webhook_secret" }, new string[0])]
    [InlineData(Platforms.Form, new string[0], new[] { "form_key" })]
    [InlineData(Platforms.Phone, new[] { "webhook_secret" }, new string[0])]
    public void SealCredentials_EveryPlatform_HidesTheSecretsAndOpensToTheSame(string platform, string[] secrets, string[] open)
    {
        var plain = new JsonObject();
        foreach (var name in secrets) plain[name] = $"{Marker}-{name}";
        foreach (var name in open) plain[name] = $"open-{name}";

        var stored = seal.SealCredentials(platform, plain);
        var opened = seal.Open(stored);

        var json = JsonNode.Parse(stored)!.AsObject();
        Assert.DoesNotContain("s3cr3t", stored, StringComparison.Ordinal);
        Assert.All(secrets, name => Assert.StartsWith("CfDJ8", json[name]!["sealed"]!.GetValue<string>(), StringComparison.Ordinal));
        Assert.All(open, name => Assert.Equal($"open-{name}", json[name]!.GetValue<string>()));
        Assert.All(secrets, name => Assert.Equal($"{Marker}-{name}", opened[name]));
        Assert.All(open, name => Assert.Equal($"open-{name}", opened[name]));
    }

    [Fact]
    public void SealCredentials_NumbersAndLists_OpenAsTexts()
    {
        var opened = seal.Open(seal.SealCredentials(Platforms.Vk, new JsonObject { ["group_id"] = 123456789012, ["secret"] = 42 }));
        var form = seal.Open(seal.SealCredentials(Platforms.Form, new JsonObject { ["form_key"] = "k", ["allowed_origins"] = new JsonArray("https://a.test", "https://b.test") }));

        Assert.Equal(("123456789012", "42"), (opened["group_id"], opened["secret"]));
        Assert.Equal(["https://a.test", "https://b.test"], form.List("allowed_origins"));
        Assert.Empty(form.List("no_such_field"));
        Assert.Null(form["no_such_field"]);
    }

    [Fact]
    public void SealCredentials_UnknownField_IsTakenForASecret()
    {
        var stored = seal.SealCredentials(Platforms.Telegram, new JsonObject { ["bot_tokn"] = Marker, ["api_base_url"] = "http://127.0.0.1:8081/" });

        Assert.DoesNotContain("s3cr3t", stored, StringComparison.Ordinal);
        Assert.Equal(new Uri("http://127.0.0.1:8081/"), seal.Open(stored).ApiBaseUrl);
    }

    [Fact]
    public void Open_UnderOtherKeys_Throws()
    {
        var stored = seal.SealCredentials(Platforms.Max, new JsonObject { ["access_token"] = Marker });

        Assert.ThrowsAny<CryptographicException>(() => new SecretSeal(new EphemeralDataProtectionProvider()).Open(stored));
    }

    [Fact]
    public void Open_NothingStored_HasNoFields()
    {
        Assert.Null(seal.Open(null)["bot_token"]);
        Assert.Null(seal.Open("{}")["bot_token"]);
    }

    [Fact]
    public void ToString_OfOpenedCredentials_NamesNoValue()
    {
        var opened = seal.Open(seal.SealCredentials(Platforms.Telegram, new JsonObject { ["bot_token"] = Marker }));

        Assert.DoesNotContain("s3cr3t", $"{opened}", StringComparison.Ordinal);
    }
}
