using System.Collections.Concurrent;
using System.Security.Cryptography;
using BatteryCrm.Data;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Channels;
using BatteryCrm.Web.Outbound.Files;
using BatteryCrm.Web.Security;
using Microsoft.Extensions.Options;

namespace BatteryCrm.Web.Outbound;

/// <summary>The chats that this node is sending to at the moment, each in a lane of its own. No transaction is open while a platform is asked.</summary>
internal sealed class OutboundLanes(
    OutboundQueue queue, OutboundFiles files, IEnumerable<IChannelSender> senders, SecretSeal seal, OutboundWake wake, IOptions<OutboundOptions> options, TimeProvider time,
    ILogger<OutboundLanes> log)
{
    // A platform that moves a chat again and again is wrong; it is not followed for ever.
    private const int MaxMoves = 5;
    private readonly Dictionary<string, IChannelSender> senders = senders.ToDictionary(s => s.Platform, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Guid, Task> running = [];
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> pausedUntil = [];

    /// <summary>Lanes that are free now.</summary>
    public int Free => Math.Max(0, options.Value.Parallel - running.Count);

    /// <summary>When the first paused channel may go on; null when none pauses.</summary>
    public DateTimeOffset? FirstPauseEnd => pausedUntil.IsEmpty ? null : pausedUntil.Values.Min();

    /// <summary>Claims what may leave now and starts sending it; does not wait for the platforms.</summary>
    /// <returns>How many were started.</returns>
    public async Task<int> StartDueAsync(CancellationToken cancellation)
    {
        if (Free == 0) return 0;
        var now = time.GetUtcNow();
        foreach (var (channel, until) in pausedUntil)
            if (until <= now) pausedUntil.TryRemove(channel, out _);

        var claimed = await queue.ClaimAsync([.. senders.Keys], [.. pausedUntil.Keys], Free, options.Value.Lease, cancellation);
        foreach (var answer in claimed)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            running[answer.Id] = done.Task;
            _ = Task.Run(() => RunAsync(answer, done), CancellationToken.None);
        }

        return claimed.Count;
    }

    /// <summary>Until everything that was started has its result in the database.</summary>
    public Task DrainAsync() => Task.WhenAll(running.Values);

    private async Task RunAsync(ClaimedAnswer answer, TaskCompletionSource done)
    {
        try
        {
            var outcome = await SendAsync(answer);
            OutboundLog.Attempted(log, answer.MessageId, answer.ChannelId, outcome.GetType().Name, answer.Attempts);
            if (outcome is SendOutcome.ChannelBroken) OutboundLog.ChannelBroken(log, answer.ChannelId);
            await SettleAsync(answer, outcome, RetryAt(answer, outcome));
        }
        finally
        {
            running.TryRemove(answer.Id, out _);
            wake.Set();
            done.SetResult();
        }
    }

    private async Task<SendOutcome> SendAsync(ClaimedAnswer answer)
    {
        try
        {
            var file = await files.ReadAsync(answer, CancellationToken.None);
            return await SendAsync(answer, new OutgoingMessage(answer.MessageId, answer.ExternalChatId, answer.Text, answer.ReplyToExternalId, file));
        }
        catch (IOException)
        {
            return new SendOutcome.Refused(OwnFaults.FileGone);
        }
        catch (Exception e) when (DatabaseAway.IsOrRefuses(e))
        {
            // Nothing has left yet.
            return new SendOutcome.Retry();
        }
    }

    private async Task<SendOutcome> SendAsync(ClaimedAnswer answer, OutgoingMessage message)
    {
        try
        {
            var outcome = await senders[answer.Platform].SendAsync(message, seal.Open(answer.Credentials), CancellationToken.None);
            if (outcome is SendOutcome.Unknown) OutboundLog.Unknown(log, answer.MessageId, answer.ChannelId, "no clear answer");
            return outcome is SendOutcome.ChatMoved && answer.Attempts > MaxMoves ? new SendOutcome.Refused(OwnFaults.ChatKeepsMoving) : outcome;
        }
        catch (Exception e) when (e is CryptographicException or UriFormatException)
        {
            return new SendOutcome.ChannelBroken(OwnFaults.KeysUnreadable);
        }
#pragma warning disable CA1031 // whatever a sender throws, it may have sent before
        catch (Exception e)
        {
            OutboundLog.Unknown(log, answer.MessageId, answer.ChannelId, e.GetType().Name);
            return new SendOutcome.Unknown();
        }
#pragma warning restore CA1031
    }

    private DateTimeOffset RetryAt(ClaimedAnswer answer, SendOutcome outcome)
    {
        var now = time.GetUtcNow();
        if (outcome is not SendOutcome.Retry retry) return now;
        var at = now + (retry.After ?? options.Value.RetryAfter(answer.Attempts));
        if (retry.PauseChannel)
        {
            pausedUntil.AddOrUpdate(answer.ChannelId, at, (_, earlier) => earlier > at ? earlier : at);
            OutboundLog.Paused(log, answer.ChannelId, (at - now).TotalSeconds);
        }

        return at;
    }

    // The platform has the message; that must not be forgotten because the database is away for a moment. Should it stay away, the lease ends in "unknown".
    private async Task SettleAsync(ClaimedAnswer answer, SendOutcome outcome, DateTimeOffset retryAt)
    {
        for (var failures = 1; ; failures++)
        {
            try
            {
                await queue.SettleAsync(answer, outcome, retryAt, CancellationToken.None);
                return;
            }
            catch (Exception e) when (DatabaseAway.IsOrRefuses(e) || e is InvalidOperationException or Microsoft.EntityFrameworkCore.DbUpdateException)
            {
                OutboundLog.NotWritten(log, answer.MessageId, e.GetType().Name);
                if (failures >= 60) return;
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(250 * failures, 5000)), time);
            }
        }
    }
}
