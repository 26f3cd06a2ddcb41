using System.Security.Cryptography;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Channels;
using BatteryCrm.Web.Security;
using Microsoft.Extensions.Options;

namespace BatteryCrm.Web.Outbound.Changes;

/// <summary>Asks platforms to change or withdraw what they have got from us. Unlike an answer a change may be asked for again, so nothing of it stays unknown.</summary>
internal sealed class ChangeSender(
    ChangeQueue queue, IEnumerable<IChannelEditor> editors, SecretSeal seal, IOptions<OutboundOptions> options, TimeProvider time, ILogger<ChangeSender> log)
{
    private const int AtOnce = 4;

    // About a quarter of an hour with the longest delay at a minute: after that nobody waits for it any more.
    private const int MaxAttempts = 20;
    private readonly Dictionary<string, IChannelEditor> editors = editors.ToDictionary(e => e.Platform, StringComparer.Ordinal);

    /// <summary>Asks for what is due.</summary>
    /// <returns>How many were tried.</returns>
    public async Task<int> RoundAsync(CancellationToken cancellation)
    {
        var claimed = await queue.ClaimAsync([.. editors.Keys], AtOnce, cancellation);
        await Task.WhenAll(claimed.Select(c => ChangeAsync(c, cancellation)));
        return claimed.Count;
    }

    private async Task ChangeAsync(ClaimedChange change, CancellationToken cancellation)
    {
        try
        {
            var outcome = await AskAsync(change, cancellation);
            var delay = (outcome as SendOutcome.Retry)?.After ?? options.Value.RetryAfter(change.Attempts);
            await queue.SettleAsync(change, outcome, time.GetUtcNow() + delay, cancellation);
        }
#pragma warning disable CA1031 // one change must not stop the others; the end of its lease brings it back
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            OutboundLog.ChangeNotMade(log, change.MessageId, e.GetType().Name);
        }
#pragma warning restore CA1031
    }

    private async Task<SendOutcome> AskAsync(ClaimedChange change, CancellationToken cancellation)
    {
        try
        {
            var wanted = new OutgoingChange(change.ExternalChatId, change.ExternalId, change.Text, change.HasFile);
            var outcome = await editors[change.Platform].ChangeAsync(wanted, seal.Open(change.Credentials), cancellation);
            return outcome switch
            {
                SendOutcome.Sent or SendOutcome.Refused => outcome,
                SendOutcome.ChannelBroken broken => new SendOutcome.Refused(broken.Words),
                _ when change.Attempts >= MaxAttempts => new SendOutcome.Refused(OwnFaults.NoAnswer),
                _ => outcome,
            };
        }
        catch (Exception e) when (e is CryptographicException or UriFormatException)
        {
            return new SendOutcome.Refused(OwnFaults.KeysUnreadable);
        }
    }
}

/// <summary>Asks for changes of what has left as they are wanted.</summary>
internal sealed class ChangeWorker(ChangeSender sender, TimeProvider time, ILogger<ChangeWorker> log) : RoundWorker(time)
{
    protected override Task<int> RoundAsync(CancellationToken cancellation) => sender.RoundAsync(cancellation);

    protected override void LogNotRead(string reason) => OutboundLog.NotRead(log, reason);
}
