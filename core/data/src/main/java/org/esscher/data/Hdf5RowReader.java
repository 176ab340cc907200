package org.esscher.data;

import io.jhdf.HdfFile;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * Reads logs of steps in HDF5 files, in the layout of D4RL or Minari, one after the other. Numbers
 * are float64, whole numbers that stand alone int64. Memory is bounded by a batch and the file's
 * chunks that it touches.
 */
final class Hdf5RowReader implements RawReader {
  private final Iterator<Path> files;
  private final ReadFiles read;
  private String file = "";
  private @Nullable HdfFile open;
  private @Nullable LoggedSteps steps;
  private String shapes = "";
  private long firstRow;
  private long firstRowOfFile;
  private long firstEpisode;

  Hdf5RowReader(List<Path> files) {
    this.files = files.iterator();
    this.read = new ReadFiles(files);
    open(this.files.next());
  }

  private void open(Path next) {
    file = next.toString();
    firstRowOfFile = firstRow;
    read.next();
    try {
      open = new HdfFile(next);
    } catch (RuntimeException | LinkageError e) {
      throw Hdf5Dataset.unreadable(file, "it", e);
    }
    try {
      requireWhole(open, next);
      steps = steps(open);
    } catch (RuntimeException e) {
      close();
      throw refusal(e);
    } catch (OutOfMemoryError | StackOverflowError e) {
      close();
      throw tooLarge(e);
    }
  }

  /** A damaged length, or blocks that name each other, claim memory that the file doesn't fill. */
  private EsscherException tooLarge(VirtualMachineError e) {
    return new EsscherException(
        ErrorCode.RESOURCES,
        file
            + ": a part of it needs more memory than there is, or is damaged and claims to; copy"
            + " the file again, or give Java more (-Xmx)",
        e);
  }

  /** The head of a file says how long it is. */
  private static void requireWhole(HdfFile head, Path file) {
    long told = head.getHdfBackingStorage().getSuperblock().getEndOfFileAddress();
    long found = head.size() - head.getUserBlockSize();
    if (found < told) {
      throw EsscherException.data(
          "%s is cut off: it has %d of %d bytes; copy it again", file, found, told);
    }
  }

  private LoggedSteps steps(HdfFile root) {
    if (root.getChildren().containsKey("observations")) {
      return new D4rlSteps(file, root);
    } else if (!MinariSteps.episodes(root).isEmpty()) {
      return new MinariSteps(file, root);
    }
    throw EsscherException.data(
        "%s holds %s: a data set 'observations' as in D4RL, or groups 'episode_0', … as in Minari,"
            + " are read; choose another file",
        file, new TreeSet<>(root.getChildren().keySet()));
  }

  /** What a library finds wrong with a file is a matter of the file. */
  private EsscherException refusal(RuntimeException e) {
    return e instanceof EsscherException refused ? refused : Hdf5Dataset.unreadable(file, "it", e);
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(StepRows.NAMES);
  }

  @Override
  public Set<String> objects() {
    // Groups are refused where a data set is read.
    return Set.of();
  }

  @Override
  public void use(Layout layout) {
    // HDF5 says what its data sets hold.
  }

  @Override
  public @Nullable RawRows next(int maxRows, Arena arena) {
    StepRows rows = read(maxRows);
    while (rows == null) {
      if (!advance()) {
        return null;
      }
      rows = read(maxRows);
    }
    requireSameShapes(rows);
    RawRows made = rows.emit(firstRow, firstEpisode, arena);
    firstRow += rows.rows();
    return made;
  }

  @Override
  public double fraction() {
    return read.ofPart(steps == null ? 1.0 : steps.fraction());
  }

  private @Nullable StepRows read(int most) {
    try {
      return steps == null ? null : steps.next(most);
    } catch (RuntimeException e) {
      throw refusal(e);
    } catch (OutOfMemoryError | StackOverflowError e) {
      throw tooLarge(e);
    }
  }

  /** Goes to the next file. */
  private boolean advance() {
    if (firstRow == firstRowOfFile && steps != null) {
      throw EsscherException.data("%s holds no rows: give a file with at least one", file);
    }
    firstEpisode += steps == null ? 0 : steps.episodes();
    close();
    if (!files.hasNext()) {
      return false;
    }
    open(files.next());
    return true;
  }

  private void requireSameShapes(StepRows rows) {
    if (!shapes.isEmpty() && !shapes.equals(rows.shapes())) {
      throw EsscherException.data(
          "%s holds %s, but the files before hold %s; read it separately",
          file, rows.shapes(), shapes);
    }
    shapes = rows.shapes();
  }

  @Override
  public void close() {
    steps = null;
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
