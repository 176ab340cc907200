package org.esscher.data;

import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/** A data set of an HDF5 file that has one number, truth value or vector a row, read in runs. */
final class Hdf5Dataset {
  private static final Set<Class<?>> WHOLE = Set.of(byte.class, short.class, int.class, long.class);
  private static final Set<Class<?>> REAL = Set.of(float.class, double.class);

  /** Bytes that Deflate packs into one at best. */
  private static final long MOST_PACKED = 1032;

  /**
   * What a row is.
   *
   * @param width components of a vector, or 0 for single values
   * @param whole whether they are whole numbers
   */
  record Shape(int width, boolean whole) {
    @Override
    public String toString() {
      String kind = whole ? "whole numbers" : "numbers";
      return width == 0 ? kind : "vectors of " + width + " " + kind;
    }
  }

  private final String file;
  private final Dataset data;

  private Hdf5Dataset(String file, Dataset data) {
    this.file = file;
    this.data = data;
  }

  /** A data set that must be there. */
  static Hdf5Dataset required(String file, Group group, String name) {
    Hdf5Dataset found = optional(file, group, name);
    if (found == null) {
      throw EsscherException.data(
          "%s: there is no data set '%s%s' among %s; write it, or choose another file",
          file, group.getPath(), name, names(group));
    }
    return found;
  }

  /** A data set that may be there, or null. */
  static @Nullable Hdf5Dataset optional(String file, Group group, String name) {
    Node node = group.getChild(name);
    if (node == null) {
      return null;
    }
    if (!(node instanceof Dataset data)) {
      throw EsscherException.data(
          "%s: '%s%s' is a group of %s, but a data set is read here; write its parts side by side"
              + " as one vector",
          file, group.getPath(), name, node instanceof Group parts ? names(parts) : node.getType());
    }
    Hdf5Dataset found = new Hdf5Dataset(file, data);
    if (data.isScalar() || data.isEmpty() || data.getDimensions().length > 2) {
      throw found.refuse(
          "it has the dimensions %s, but a number or a vector per row is read here",
          Arrays.toString(data.getDimensions()));
    }
    found.requireRoom(group.getHdfFile().size());
    return found;
  }

  /** What a file claims to hold is not believed before memory is taken for it. */
  private void requireRoom(long bytesOfFile) {
    if (data.getSizeInBytes() / MOST_PACKED > bytesOfFile) {
      throw refuse(
          "it claims %d bytes, more than a file of %d bytes can hold; copy it again",
          data.getSizeInBytes(), bytesOfFile);
    }
  }

  private static Set<String> names(Group group) {
    return new TreeSet<>(group.getChildren().keySet());
  }

  int rows() {
    return data.getDimensions()[0];
  }

  /** What a row is; refuses what is no number. */
  Shape numbers() {
    Class<?> type = data.getJavaType();
    if (!WHOLE.contains(type) && !REAL.contains(type)) {
      throw refuse(
          "it holds values of the type %s, but numbers are read here", type.getSimpleName());
    }
    int[] dimensions = data.getDimensions();
    return new Shape(dimensions.length == 1 ? 0 : dimensions[1], WHOLE.contains(type));
  }

  /** Refuses vectors. */
  Hdf5Dataset single() {
    int[] dimensions = data.getDimensions();
    if (dimensions.length == 2 && dimensions[1] != 1) {
      throw refuse("it holds vectors of %d, but one value per row is read here", dimensions[1]);
    }
    return this;
  }

  /** Refuses another number of rows than that of another data set. */
  Hdf5Dataset rows(int expected, String because) {
    if (rows() != expected) {
      throw refuse("it has %d rows, but %d are needed: %s", rows(), expected, because);
    }
    return this;
  }

  /** The numbers of some rows, row by row. */
  double[] read(int from, int count) {
    Object rows = slice(from, count);
    if (data.getDimensions().length == 1) {
      return row(rows, count);
    }
    int width = data.getDimensions()[1];
    double[] values = new double[count * width];
    for (int i = 0; i < count; i++) {
      System.arraycopy(row(Array.get(rows, i), width), 0, values, i * width, width);
    }
    return values;
  }

  private static double[] row(Object numbers, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = Array.getDouble(numbers, i);
    }
    return values;
  }

  /** The truth values of some rows: booleans as h5py writes them, or the numbers 0 and 1. */
  boolean[] flags(int from, int count) {
    if (data.getJavaType() != String.class) {
      numbers();
      return flags(read(from, count), from);
    }
    Object rows = slice(from, count);
    boolean[] values = new boolean[count];
    for (int i = 0; i < count; i++) {
      Object row = Array.get(rows, i);
      Object value = row instanceof String[] one ? one[0] : row;
      values[i] = flag(String.valueOf(value), from + i);
    }
    return values;
  }

  private boolean[] flags(double[] numbers, int from) {
    boolean[] values = new boolean[numbers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          numbers[i] == 1 || (numbers[i] != 0 && flag(Double.toString(numbers[i]), from + i));
    }
    return values;
  }

  private boolean flag(String value, int row) {
    return switch (value.toUpperCase(Locale.ROOT)) {
      case "TRUE" -> true;
      case "FALSE" -> false;
      default -> throw refuse("row %d (from 0) is %s, but true or false is read here", row, value);
    };
  }

  private Object slice(int from, int count) {
    int[] dimensions = data.getDimensions().clone();
    dimensions[0] = count;
    long[] offset = new long[dimensions.length];
    offset[0] = from;
    try {
      return data.getData(offset, dimensions);
    } catch (RuntimeException | LinkageError e) {
      throw unreadable(file, "'" + data.getPath() + "' from row " + from, e);
    }
  }

  private EsscherException refuse(String problem, Object... args) {
    return EsscherException.data(
        "%s: '%s': %s", file, data.getPath(), String.format(Locale.ROOT, problem, args));
  }

  /** The error for a file that breaks off, or is packed in a way that isn't known. */
  static EsscherException unreadable(String file, String what, Throwable e) {
    return new EsscherException(
        ErrorCode.DATA,
        String.format(
            Locale.ROOT,
            "%s: %s can't be read (%s): the file is cut off, damaged, or packed by another filter"
                + " than gzip, shuffle and LZF; copy it again, or repack it by h5repack",
            file,
            what,
            e),
        e);
  }
}
