//! What does not compile, and what the compiler says then. After a change of the
//! messages, `TRYBUILD=overwrite` writes the new ones.

tests![mistakes_are_explained];

fn mistakes_are_explained() {
    trybuild::TestCases::new().compile_fail("tests/compile_fail/*.rs");
}
