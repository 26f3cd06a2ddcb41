using System.Globalization;
using System.Net;
using System.Text;
using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.Consents;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.People.Export;

/// <summary>The page of an export that people read: who he is, what he agreed to, each appeal with what was said. One file that loads nothing.</summary>
internal sealed class PersonPage(TenantZone zone, TimeProvider time)
{
    private const string Style =
        "body{font:15px/1.5 system-ui,sans-serif;max-width:800px;margin:32px auto;padding:0 16px;color:#181d28}h1,h2{line-height:1.25}h2{margin-top:32px;border-top:1px solid #ccd2dc;padding-top:16px}"
        + "dt{color:#555f70}dd{margin:0 0 8px}p.m{margin:8px 0;white-space:pre-wrap;overflow-wrap:anywhere}p.m small{color:#555f70}";

    /// <param name="files">Paths in the ZIP by attachment.</param>
    public async Task WriteAsync(CrmDb db, ExportedPerson person, IReadOnlyDictionary<Guid, string> files, Stream target, CancellationToken cancellation)
    {
        await zone.LoadAsync();
        await using var html = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 16 * 1024, leaveOpen: true);
        await html.WriteAsync($"<!doctype html><html lang=\"{CultureInfo.CurrentUICulture.TwoLetterISOLanguageName}\"><meta charset=\"utf-8\"><title>{Safe(ExportTexts.Title)}</title><style>{Style}</style><h1>{Safe(ExportTexts.Title)}</h1>");
        await html.WriteAsync($"<p>{Safe(ExportTexts.MadeAt.Replace("{0}", At(time.GetUtcNow()), StringComparison.Ordinal))}</p>");
        await PersonAsync(db, person, html, cancellation);
        var appeals = await db.Appeals.Where(a => person.All.Contains(a.ClientId)).OrderByDescending(a => a.CreatedAt)
            .Select(a => new { a.Id, a.CreatedAt, a.Stage, a.EstimatedCost, a.ProblemDescription, a.AppointmentDatetime, Model = db.Models.Where(m => m.Id == a.ModelId).Select(m => m.Name).FirstOrDefault() })
            .ToListAsync(cancellation);
        foreach (var appeal in appeals)
        {
            await html.WriteAsync($"<h2>{Safe(ExportTexts.Appeal)} {At(appeal.CreatedAt)} · {Safe(StageText.Of(appeal.Stage))}</h2><dl>");
            await LineAsync(html, ExportTexts.Device, appeal.Model);
            await LineAsync(html, ExportTexts.Problem, appeal.ProblemDescription);
            await LineAsync(html, ExportTexts.Sum, appeal.EstimatedCost is { } sum ? MoneyText.Number(sum) : null);
            await LineAsync(html, ExportTexts.Visit, appeal.AppointmentDatetime is { } visit ? At(visit) : null);
            await html.WriteAsync("</dl>");
            await MessagesAsync(db, appeal.Id, files, html, cancellation);
        }

        await html.WriteAsync("</html>");
    }

    private async Task PersonAsync(CrmDb db, ExportedPerson person, StreamWriter html, CancellationToken cancellation)
    {
        await html.WriteAsync("<dl>");
        foreach (var client in await db.Clients.Where(c => person.All.Contains(c.Id)).OrderBy(c => c.CreatedAt).Select(c => new { c.Name, c.Phone, c.Email, c.CreatedAt }).ToListAsync(cancellation))
        {
            await LineAsync(html, ExportTexts.Name, client.Name);
            await LineAsync(html, ExportTexts.Phone, client.Phone is { } phone ? PhoneText.Of(phone) : null);
            await LineAsync(html, ExportTexts.Email, client.Email);
            await LineAsync(html, ExportTexts.Since, At(client.CreatedAt));
        }

        foreach (var identity in await db.ClientIdentities.Where(i => person.All.Contains(i.ClientId)).OrderBy(i => i.CreatedAt).ToListAsync(cancellation))
            await LineAsync(html, PlatformText.NameOf(identity.Platform), string.Join(" · ", new[] { identity.DisplayName, identity.Username is { } user ? "@" + user : null, identity.ExternalId }.OfType<string>()));
        foreach (var consent in await db.ClientConsents.Where(c => person.All.Contains(c.ClientId)).OrderBy(c => c.GivenAt).ToListAsync(cancellation))
            await LineAsync(html, ConsentText.KindOf(consent.Kind), string.Join(" · ", new[] { At(consent.GivenAt), ConsentText.SourceOf(consent.Source), consent.WithdrawnAt is { } end ? ConsentTexts.Until.Replace("{0}", At(end), StringComparison.Ordinal) : null, consent.Note }.OfType<string>()));
        await html.WriteAsync("</dl>");
    }

    private async Task MessagesAsync(CrmDb db, Guid appealId, IReadOnlyDictionary<Guid, string> files, StreamWriter html, CancellationToken cancellation)
    {
        var attachments = (await db.MessageAttachments.Where(a => db.Messages.Any(m => m.Id == a.MessageId && m.AppealId == appealId)).Select(a => new { a.MessageId, a.Id, a.FileName, a.Kind }).ToListAsync(cancellation)).ToLookup(a => a.MessageId);
        var edits = (await db.MessageEdits.Where(e => db.Messages.Any(m => m.Id == e.MessageId && m.AppealId == appealId)).OrderBy(e => e.EditedAt).Select(e => new { e.MessageId, e.PreviousText }).ToListAsync(cancellation)).ToLookup(e => e.MessageId);
        var messages =
            from message in db.Messages
            join o in db.Operators on message.OperatorId equals (Guid?)o.Id into people
            from author in people.DefaultIfEmpty()
            where message.AppealId == appealId
            orderby message.CreatedAt, message.Id
            select new { message.Id, message.CreatedAt, message.MessageType, message.MessageText, message.DeletedAt, Author = author != null ? author.Name ?? author.UserName : null };

        // All of one appeal at a time: a connection reads one thing after the other.
        foreach (var message in await messages.AsNoTracking().ToListAsync(cancellation))
        {
            var who = message.MessageType switch
            {
                MessageTypes.Client => ExportTexts.Client,
                MessageTypes.Note => ExportTexts.Note + (message.Author is { } by ? ", " + by : null),
                _ => message.Author ?? ExportTexts.Shop,
            };
            await html.WriteAsync($"<p class=\"m\"><small>{At(message.CreatedAt)} · {Safe(who)}{(message.DeletedAt is null ? null : " · " + Safe(ExportTexts.Deleted))}</small><br>{Safe(message.MessageText)}");
            foreach (var edit in edits[message.Id]) await html.WriteAsync($"<br><small>{Safe(ExportTexts.Earlier)} {Safe(edit.PreviousText)}</small>");
            foreach (var file in attachments[message.Id])
                await html.WriteAsync(files.TryGetValue(file.Id, out var path) ? $"<br><a href=\"{Safe(Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal))}\">{Safe(path["files/".Length..])}</a>" : $"<br>{Safe(file.FileName ?? file.Kind)}");
            await html.WriteAsync("</p>");
        }
    }

    private static async Task LineAsync(StreamWriter html, string label, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value)) await html.WriteAsync($"<dt>{Safe(label)}</dt><dd>{Safe(value)}</dd>");
    }

    private static string Safe(string text) => WebUtility.HtmlEncode(text);

    private string At(DateTimeOffset at) => TimeText.Full(zone.Local(at));
}
