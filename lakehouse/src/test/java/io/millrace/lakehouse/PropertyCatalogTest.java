package io.millrace.lakehouse;

import io.millrace.testkit.SharedSpark;

class PropertyCatalogTest extends CatalogContract {
    private final Lakehouse lakehouse = Lakehouse.over(SharedSpark.session(), Environment.local(SharedSpark.root()));

    @Override
    Lakehouse lakehouse() {
        return lakehouse;
    }
}
