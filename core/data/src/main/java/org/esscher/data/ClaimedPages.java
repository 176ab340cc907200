package org.esscher.data;

import org.apache.parquet.column.page.DataPage;
import org.apache.parquet.column.page.DictionaryPage;
import org.apache.parquet.column.page.PageReader;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * Pages whose headers are held against what the file has: Parquet allocates what a dictionary
 * claims before it reads it.
 */
final class ClaimedPages implements PageReader {
  private final String file;
  private final String column;
  private final PageReader pages;

  ClaimedPages(String file, String column, PageReader pages) {
    this.file = file;
    this.column = column;
    this.pages = pages;
  }

  @Override
  public @Nullable DictionaryPage readDictionaryPage() {
    DictionaryPage page = pages.readDictionaryPage();
    // A value takes a byte at least.
    if (page != null && page.getDictionarySize() > page.getBytes().size()) {
      throw EsscherException.data(
          "%s, column '%s': a dictionary claims %d values in %d bytes; the file is damaged, write or copy it again",
          file, column, page.getDictionarySize(), page.getBytes().size());
    }
    return page;
  }

  @Override
  public long getTotalValueCount() {
    return pages.getTotalValueCount();
  }

  @Override
  public @Nullable DataPage readPage() {
    return pages.readPage();
  }
}
