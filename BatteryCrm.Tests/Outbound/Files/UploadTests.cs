using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using BatteryCrm.Data;
using BatteryCrm.Data.Files;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Security;
using BatteryCrm.Web;

namespace BatteryCrm.Tests.Outbound.Files;

/// <summary>Files beside an answer, over the program's own addresses.</summary>
public sealed class UploadTests(ConsoleNode node) : IClassFixture<ConsoleNode>
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, .. new byte[300_000]];

    [Fact]
    public async Task Post_File_WaitsBesideTheAnswerOfItsOperatorAlone()
    {
        var shop = await ShopAsync();
        using var irina = await node.SignedInAsync(shop.Irina);
        var id = await PutAsync(irina, shop.Appeal, Png, "фото\u202Egnp.png?width=640&height=480");

        await using var db = node.Database.OwnerDb();
        var draft = db.DraftFiles.Single(f => f.AppealId == shop.Appeal);
        Assert.Equal((id, "фото_gnp.png", "photo", 640, 480), (draft.Id, draft.FileName, draft.Kind, draft.Width, draft.Height));
        Assert.Equal(("image/png", Png.Length), (db.StoredFiles.Single(f => f.Id == draft.FileId).MimeType, (int)db.StoredFiles.Single(f => f.Id == draft.FileId).SizeBytes));
        Assert.Equal(Png, await irina.GetByteArrayAsync(new Uri(Links.DraftFile(shop.Appeal, id), UriKind.Relative)));

        using var pavel = await node.SignedInAsync(shop.Pavel);
        using var stranger = await node.SignedInAsync(await OperatorAsync(await node.Database.Given.TenantAsync("Mobi")));
        foreach (var other in new[] { pavel, stranger })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(new Uri(Links.DraftFile(shop.Appeal, id), UriKind.Relative))).StatusCode);
            await other.DeleteAsync(new Uri(Links.DraftFile(shop.Appeal, id), UriKind.Relative));
        }

        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(stranger, shop.Appeal, Png, "a.png")).StatusCode);
        using var nobody = node.NewBrowser();
        Assert.Equal(HttpStatusCode.Redirect, (await PostAsync(nobody, shop.Appeal, Png, "a.png")).StatusCode);
        Assert.Equal(1, db.DraftFiles.Count(f => f.AppealId == shop.Appeal));
    }

    [Fact]
    public async Task Delete_FileBesideAnAnswer_LeavesNothingOfItAndMayBeSaidTwice()
    {
        var shop = await ShopAsync();
        using var irina = await node.SignedInAsync(shop.Irina);
        var id = await PutAsync(irina, shop.Appeal, Png, "a.png");
        await using var db = node.Database.OwnerDb();
        var file = db.DraftFiles.Single(f => f.Id == id).FileId;

        Assert.Equal(HttpStatusCode.NoContent, (await irina.DeleteAsync(new Uri(Links.DraftFile(shop.Appeal, id), UriKind.Relative))).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await irina.DeleteAsync(new Uri(Links.DraftFile(shop.Appeal, id), UriKind.Relative))).StatusCode);

        Assert.Equal((0, 0, 0), (db.DraftFiles.Count(f => f.Id == id), db.StoredFiles.Count(f => f.Id == file), db.StoredFileChunks.Count(c => c.FileId == file)));
    }

    [Theory]
    [InlineData("big.png", "tooLarge", true)]
    [InlineData("big.png", "tooLarge", false)]
    [InlineData("setup.exe", "type", true)]
    public async Task Post_WhatCannotBeSent_IsRefusedWithItsReason(string name, string reason, bool saysLength)
    {
        var shop = await ShopAsync();
        using var irina = await node.SignedInAsync(shop.Irina);
        byte[] content = name is "big.png" ? [.. Png, .. new byte[StoredFile.MaxBytes]] : Png;

        using var answer = await PostAsync(irina, shop.Appeal, content, name, saysLength);

        Assert.Equal(reason, await RefusalAsync(answer));
        await using var db = node.Database.OwnerDb();
        Assert.Equal(0, db.DraftFiles.Count(f => f.AppealId == shop.Appeal));
    }

    [Fact]
    public async Task Post_ManyAtOnce_KeepsTen()
    {
        var shop = await ShopAsync();
        using var irina = await node.SignedInAsync(shop.Irina);

        var answers = await Task.WhenAll(Enumerable.Range(0, 14).Select(i => PostAsync(irina, shop.Appeal, Png, $"{i}.png")));

        var refusals = await Task.WhenAll(answers.Select(RefusalAsync));
        Assert.Equal((DraftFile.Most, 14 - DraftFile.Most), (refusals.Count(r => r is null), refusals.Count(r => r is "tooMany")));
        await using var db = node.Database.OwnerDb();
        Assert.Equal(DraftFile.Most, db.DraftFiles.Count(f => f.AppealId == shop.Appeal));
    }

    [Fact]
    public async Task Post_FromAnotherSite_IsRefused()
    {
        var shop = await ShopAsync();
        using var irina = await node.SignedInAsync(shop.Irina);
        irina.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(irina, shop.Appeal, Png, "a.png")).StatusCode);
    }

    private async Task<(string Irina, string Pavel, Guid Appeal)> ShopAsync()
    {
        var tenant = await node.Database.Given.TenantAsync();
        return (await OperatorAsync(tenant), await OperatorAsync(tenant), await node.Database.Given.AppealAsync(tenant));
    }

    private async Task<string> OperatorAsync(Guid tenant)
    {
        var login = $"{Ids.New():N}@demo.test";
        await node.Database.Given.OperatorAsync(tenant, email: login);
        return login;
    }

    private static async Task<string?> RefusalAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonObject>())!["refused"]?.GetValue<string>();

    private static async Task<Guid> PutAsync(HttpClient browser, Guid appeal, byte[] content, string name)
    {
        using var answer = await PostAsync(browser, appeal, content, name);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!["id"]!.GetValue<Guid>();
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient browser, Guid appeal, byte[] content, string name, bool saysLength = true)
    {
        var (file, query) = name.Split('?') is [var before, var after] ? (before, after) : (name, string.Empty);
        using var body = new StreamContent(new MemoryStream(content));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{Links.DraftFiles(appeal)}?{query}", UriKind.Relative)) { Content = body };
        request.Headers.TransferEncodingChunked = !saysLength;
        request.Headers.Add("X-File-Name", Uri.EscapeDataString(file));
        return await browser.SendAsync(request);
    }
}
