fn main() {
    use diesel_scopes::SupportsReturning;
    fn f<D: SupportsReturning>() {}
    f::<diesel::sqlite::Sqlite>();
}
