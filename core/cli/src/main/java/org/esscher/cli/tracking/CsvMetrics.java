package org.esscher.cli.tracking;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.cli.report.RecordedRun;
import org.esscher.cli.report.WorkListener;

/** Metrics as a CSV file (RFC 4180) with columns {@code step, name, value}. */
public final class CsvMetrics {
  private CsvMetrics() {}

  /**
   * Writes all readings, metric by metric in the order of first appearance, each in the order of
   * steps.
   *
   * @param run what was recorded
   * @param file written anew
   * @param listener is told of the readings that were written
   * @return the file
   * @throws EsscherException (USER) when it can't be written
   */
  public static Path write(RecordedRun run, Path file, WorkListener listener) {
    try (CsvWriter csv =
        CsvWriter.builder().build(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
      csv.writeRecord("step", "name", "value");
      run.writeReadings(
          listener,
          (name, reading) ->
              csv.writeRecord(
                  new BigDecimal(reading.step()).toPlainString(),
                  name,
                  Double.toString(reading.value())));
      return file;
    } catch (IOException e) {
      throw new EsscherException(
          ErrorCode.USER, file + " can't be written (" + e + "); choose another file", e);
    }
  }
}
