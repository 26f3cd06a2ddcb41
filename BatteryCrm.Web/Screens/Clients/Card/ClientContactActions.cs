using BatteryCrm.Data;
using BatteryCrm.Data.Clients;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Clients.Card;

/// <summary>An operator writes a client's further phones and e-mails.</summary>
public sealed class ClientContactActions(ClientWriter writer)
{
    /// <param name="kind">One of <see cref="ContactKinds"/>.</param>
    public async Task<ClientWritten> AddAsync(Guid clientId, string kind, string typed, CancellationToken cancellation)
    {
        if (ValueOf(kind, typed) is not { } value) return Refused(kind);
        return await writer.WriteAsync(
            clientId,
            async (db, now) =>
            {
                var client = await db.Clients.SingleAsync(c => c.Id == clientId, cancellation);
                if (await HasAsync(db, client, kind, value, null, cancellation)) return (new ClientWritten(ClientOutcome.There), []);

                // The first one is the client's own.
                if (kind == ContactKinds.Phone ? client.Phone is null : client.Email is null)
                {
                    if (kind == ContactKinds.Phone) (client.Phone, client.HasPhone) = (value, false);
                    else client.Email = typed.Trim();
                    client.UpdatedAt = now;
                    return (ClientWritten.Kept, [kind]);
                }

                // What was a hint only is now his.
                if (await db.ClientContacts.SingleOrDefaultAsync(k => k.ClientId == clientId && k.Kind == kind && k.Value == value, cancellation) is { } hint)
                    (hint.Source, hint.Typed, hint.OperatorId) = (ContactSources.Operator, typed.Trim(), writer.OperatorId);
                else
                    db.ClientContacts.Add(new ClientContact { ClientId = clientId, Kind = kind, Value = value, Typed = typed.Trim(), Source = ContactSources.Operator, OperatorId = writer.OperatorId, CreatedAt = now });
                return (ClientWritten.Kept, ["contact_added"]);
            },
            isSeenInAppeals: true, cancellation);
    }

    /// <param name="before">The value that the operator saw.</param>
    /// <param name="typed">Blank removes it.</param>
    public async Task<ClientWritten> SetAsync(Guid clientId, Guid contactId, string kind, string? before, string? typed, CancellationToken cancellation)
    {
        var value = string.IsNullOrWhiteSpace(typed) ? null : ValueOf(kind, typed);
        if (value is null && !string.IsNullOrWhiteSpace(typed)) return Refused(kind);
        return await writer.WriteAsync(
            clientId,
            async (db, now) =>
            {
                var contact = await db.ClientContacts.SingleOrDefaultAsync(k => k.Id == contactId && k.ClientId == clientId, cancellation);
                if (contact?.Value == value) return (ClientWritten.Kept, []);
                if (contact?.Value != before) return (new ClientWritten(ClientOutcome.WrittenMeanwhile, contact?.Value), []);
                if (value is null)
                {
                    db.ClientContacts.Remove(contact!);
                    return (ClientWritten.Kept, ["contact_removed"]);
                }

                var client = await db.Clients.SingleAsync(c => c.Id == clientId, cancellation);
                if (await HasAsync(db, client, kind, value, contactId, cancellation)) return (new ClientWritten(ClientOutcome.There), []);
                (contact!.Value, contact.Typed, contact.IsVerified, contact.Source, contact.OperatorId) = (value, typed!.Trim(), false, ContactSources.Operator, writer.OperatorId);
                return (ClientWritten.Kept, ["contact"]);
            },
            isSeenInAppeals: false, cancellation);
    }

    private static string? ValueOf(string kind, string typed) => kind == ContactKinds.Phone ? Phones.Normalize(typed) : ClientValues.Email(typed)?.ToLowerInvariant();

    private static ClientWritten Refused(string kind) => new(kind == ContactKinds.Phone ? ClientOutcome.NotAPhone : ClientOutcome.NotAnEmail);

    private static async Task<bool> HasAsync(CrmDb db, Client client, string kind, string value, Guid? except, CancellationToken cancellation) =>
        (kind == ContactKinds.Phone ? client.Phone == value : string.Equals(client.Email, value, StringComparison.OrdinalIgnoreCase))
        || await db.ClientContacts.AnyAsync(k => k.ClientId == client.Id && k.Kind == kind && k.Value == value && k.Id != except && (k.Source != ContactSources.Chat || except != null), cancellation);
}
