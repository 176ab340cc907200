package org.esscher.cli;

import java.util.Collection;
import java.util.function.Supplier;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;

/** Errors in data, told with the files that the data came from. */
final class FromFile {
  private FromFile() {}

  /**
   * Does work on rows of files.
   *
   * @param <T> its result
   * @param files where the rows come from
   * @param work what is done
   * @return the result
   * @throws EsscherException what the work throws; an error in data that names none of the files is
   *     told with all of them
   */
  static <T> T naming(Collection<String> files, Supplier<T> work) {
    try {
      return work.get();
    } catch (EsscherException e) {
      String message = String.valueOf(e.getMessage());
      if (e.code() != ErrorCode.DATA || files.stream().anyMatch(message::contains)) {
        throw e;
      }
      throw new EsscherException(ErrorCode.DATA, String.join(", ", files) + ": " + message, e);
    }
  }
}
