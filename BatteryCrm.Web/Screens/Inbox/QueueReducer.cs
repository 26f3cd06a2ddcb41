using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts.State;

namespace BatteryCrm.Web.Screens.Inbox;

/// <summary>How the window of a view changes; pure, without a clock and without a database.</summary>
internal static class QueueReducer
{
    public static QueueState Loaded(QueueState queue, QueuePage page, int offset, QueueScope scope)
    {
        var next = queue with
        {
            Phase = LoadPhase.Ready, Rows = page.Rows, HasBelow = page.HasMore, Offset = offset,
            Above = LoadPhase.Ready, Below = LoadPhase.Ready, Arrived = [], Fresh = [], Early = [], IsReadAgain = false,
        };
        return Put(next with { IsHeld = false }, queue.Early, scope) with { IsHeld = queue.IsHeld, Fresh = [] };
    }

    public static QueueState LoadedBelow(QueueState queue, QueuePage page, QueueScope scope)
    {
        var known = queue.Rows.Select(r => r.AppealId).ToHashSet();
        List<QueueRow> rows = [.. queue.Rows, .. page.Rows.Where(r => !known.Contains(r.AppealId))];
        var dropped = Math.Max(0, rows.Count - QueueState.WindowSize);
        rows.RemoveRange(0, dropped);
        var next = queue with { Rows = rows, Offset = queue.Offset + dropped, HasBelow = page.HasMore, Below = LoadPhase.Ready };
        return Put(WithoutOld(next), queue.Early, scope) with { Fresh = [] };
    }

    public static QueueState LoadedAbove(QueueState queue, QueuePage page, QueueScope scope)
    {
        var known = queue.Rows.Select(r => r.AppealId).ToHashSet();
        List<QueueRow> rows = [.. page.Rows.Where(r => !known.Contains(r.AppealId)), .. queue.Rows];
        // Rows that came live above the window were never counted: the offset is what is believed, the page knows better.
        var offset = page.HasMore ? Math.Max(1, queue.Offset - page.Rows.Count) : 0;
        var dropped = Math.Max(0, rows.Count - QueueState.WindowSize);
        rows.RemoveRange(rows.Count - dropped, dropped);
        var next = queue with { Rows = rows, Offset = offset, HasBelow = queue.HasBelow || dropped > 0, Above = LoadPhase.Ready };
        return Put(WithoutOld(next), queue.Early, scope) with { Fresh = [] };
    }

    /// <summary>Live rows are kept for the answers that are still awaited; after the last of these they would be old themselves.</summary>
    public static QueueState WithoutOld(QueueState queue) => queue.IsReading || queue.Early.Count == 0 ? queue : queue with { Early = [] };

    /// <summary>Live rows find their places, or wait while the window is held.</summary>
    public static QueueState Arrive(QueueState queue, IReadOnlyList<QueueRow> arrived, QueueScope scope)
    {
        if (arrived.Count == 0 || queue.Phase == LoadPhase.None) return queue;
        if (queue.IsReading) queue = queue with { Early = [.. queue.Early.Where(e => arrived.All(a => a.AppealId != e.AppealId)), .. arrived] };
        return queue.Phase == LoadPhase.Ready ? Put(queue, arrived, scope) : queue;
    }

    public static QueueState Hold(QueueState queue, bool isHeld, QueueScope scope)
    {
        if (queue.IsHeld == isHeld) return queue;
        return isHeld ? queue with { IsHeld = true } : Release(queue with { IsHeld = false }, scope);
    }

    /// <summary>Everything takes its place, whether the window is held or not.</summary>
    public static QueueState Release(QueueState queue, QueueScope scope)
    {
        var inOrder = true;
        for (var i = 1; i < queue.Rows.Count && inOrder; i++) inOrder = QueueOrder.Compare(queue.Rows[i - 1], queue.Rows[i], scope.View) < 0;
        if (inOrder && queue.Arrived.Count == 0 && queue.Rows.All(r => scope.Belongs(r))) return queue;

        List<QueueRow> rows = [.. queue.Rows.Where(r => scope.Belongs(r)).Concat(queue.Arrived).OrderBy(r => r, new InOrderOf(scope.View))];
        var dropped = Math.Max(0, rows.Count - QueueState.WindowSize);
        rows.RemoveRange(rows.Count - dropped, dropped);
        return queue with { Rows = rows, HasBelow = queue.HasBelow || dropped > 0, Arrived = [], Fresh = [.. queue.Arrived.Select(r => r.AppealId)] };
    }

    private static QueueState Put(QueueState queue, IReadOnlyList<QueueRow> arrived, QueueScope scope)
    {
        if (arrived.Count == 0) return queue;
        var window = new Window(queue, scope.View);
        foreach (var row in arrived)
        {
            var belongs = scope.Belongs(row);
            if (queue.IsHeld) window.PutHeld(row, belongs);
            else window.Put(row, belongs);
        }

        return window.Close();
    }

    // The lists of one state while a batch is put into them.
    private sealed class Window(QueueState queue, QueueView view)
    {
        private readonly List<QueueRow> rows = [.. queue.Rows];
        private readonly List<QueueRow> waiting = [.. queue.Arrived];
        private readonly List<Guid> fresh = [];
        private int offset = queue.Offset;
        private bool hasBelow = queue.HasBelow;

        public void Put(QueueRow row, bool belongs)
        {
            var was = rows.FindIndex(r => r.AppealId == row.AppealId);
            if (was >= 0) rows.RemoveAt(was);
            if (!belongs) return;
            var place = rows.BinarySearch(row, new InOrderOf(view));
            if (place < 0) place = ~place;

            // Past either end the window does not know its neighbours: the row is the database's until somebody scrolls there.
            if (place == rows.Count && hasBelow) return;
            if (place == 0 && offset > 0)
            {
                offset++;
                return;
            }

            rows.Insert(place, row);
            if (was < 0) fresh.Add(row.AppealId);
            if (rows.Count <= QueueState.WindowSize) return;
            rows.RemoveAt(rows.Count - 1);
            hasBelow = true;
        }

        public void PutHeld(QueueRow row, bool belongs)
        {
            waiting.RemoveAll(r => r.AppealId == row.AppealId);
            var was = rows.FindIndex(r => r.AppealId == row.AppealId);
            if (was >= 0)
            {
                // It stays where it is, with its new words, also when it has left the tab.
                rows[was] = row;
                return;
            }

            if (!belongs) return;
            // Held rows may have changed out of order: behind the last means behind them all.
            if (rows.Exists(r => QueueOrder.Compare(r, row, view) > 0))
            {
                waiting.Add(row);
            }
            else if (!hasBelow)
            {
                rows.Add(row);
                fresh.Add(row.AppealId);
            }
        }

        public QueueState Close() => queue with { Rows = rows, Arrived = waiting, Fresh = fresh, Offset = offset, HasBelow = hasBelow };
    }

    private sealed class InOrderOf(QueueView view) : IComparer<QueueRow>
    {
        public int Compare(QueueRow? x, QueueRow? y) => QueueOrder.Compare(x!, y!, view);
    }
}
