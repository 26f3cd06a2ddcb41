using BatteryCrm.Data;
using BatteryCrm.Data.Clients;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Clients.Card;

/// <summary>Fields of a client that an operator writes.</summary>
public enum ClientField
{
    Name,
    Phone,
    Email,
}

/// <summary>Flags of a client that an operator sets.</summary>
public enum ClientFlag
{
    Yandex,
    Google,
    Instagram,
    Blocked,
}

/// <summary>An operator writes one field or flag of a client.</summary>
public sealed class ClientFieldActions(ClientWriter writer)
{
    /// <param name="before">What the operator saw; a message that came meanwhile is no conflict, another hand in this field is.</param>
    /// <param name="typed">As it was typed; blank empties the field.</param>
    public async Task<ClientWritten> SetAsync(Guid clientId, ClientField field, string? before, string? typed, CancellationToken cancellation)
    {
        var (after, wrong) = Read(field, typed);
        if (wrong is { } refusal) return new ClientWritten(refusal);
        return await writer.WriteAsync(
            clientId,
            async (db, now) =>
            {
                var client = await db.Clients.SingleAsync(c => c.Id == clientId, cancellation);
                var stands = field switch { ClientField.Name => client.Name, ClientField.Phone => client.Phone, _ => client.Email };
                if (stands == after) return (ClientWritten.Kept, []);
                if (stands != before) return (new ClientWritten(ClientOutcome.WrittenMeanwhile, stands), []);
                client.UpdatedAt = now;
                switch (field)
                {
                    case ClientField.Name:
                        client.Name = after;
                        return (ClientWritten.Kept, ["name"]);
                    case ClientField.Email:
                        client.Email = after;
                        return (ClientWritten.Kept, ["email"]);
                    default:
                        // Nobody vouches for a number that an operator typed.
                        (client.Phone, client.HasPhone) = (after, false);
                        return (ClientWritten.Kept, ["phone"]);
                }
            },
            isSeenInAppeals: true, cancellation);
    }

    public Task<ClientWritten> SetAsync(Guid clientId, ClientFlag flag, bool isSet, CancellationToken cancellation) => writer.WriteAsync(
        clientId,
        async (db, now) =>
        {
            if (flag is ClientFlag.Blocked)
                return (ClientWritten.Kept, await ClientBlocking.SetAsync(db, clientId, isSet, writer.OperatorId, now, cancellation) ? ["blocked_at"] : (string[])[]);
            var client = await db.Clients.SingleAsync(c => c.Id == clientId, cancellation);
            var stands = flag switch { ClientFlag.Yandex => client.HasYandex, ClientFlag.Google => client.HasGoogle, _ => client.HasInstagram };
            if (stands == isSet) return (ClientWritten.Kept, []);
            client.UpdatedAt = now;
            switch (flag)
            {
                case ClientFlag.Yandex:
                    client.HasYandex = isSet;
                    return (ClientWritten.Kept, ["has_yandex"]);
                case ClientFlag.Google:
                    client.HasGoogle = isSet;
                    return (ClientWritten.Kept, ["has_google"]);
                default:
                    client.HasInstagram = isSet;
                    return (ClientWritten.Kept, ["has_instagram"]);
            }
        },
        isSeenInAppeals: true, cancellation);

    private static (string? After, ClientOutcome? Wrong) Read(ClientField field, string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed)) return (null, null);
        return field switch
        {
            ClientField.Name => ClientValues.Name(typed) is { } name ? (name, null) : (null, ClientOutcome.NotAValue),
            ClientField.Phone => Phones.Normalize(typed) is { } phone ? (phone, null) : (null, ClientOutcome.NotAPhone),
            _ => ClientValues.Email(typed) is { } email ? (email, null) : (null, ClientOutcome.NotAnEmail),
        };
    }
}
